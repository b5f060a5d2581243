using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Services;

namespace Concierge.Api.Services;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Members of every service.</summary>
public abstract record ServiceRequest
{
    /// <summary>Name: 1 to 100 characters after trimming.</summary>
    [Required]
    [Length(1, ServiceName.MaxLength)]
    public string? Name { get; init; }

    /// <summary>Whether the service takes new orders. If absent, a new service does, and an existing one stays as it is.</summary>
    public bool? Active { get; init; }
}
