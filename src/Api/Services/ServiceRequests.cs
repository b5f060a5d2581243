using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Api.Services;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A service to add.</summary>
public sealed record CreateServiceRequest
{
    /// <summary>The id, if the caller wants to choose it; a whole number is kept as its digits.</summary>
    [RegularExpression(CallerId.Pattern)]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }

    /// <summary>1 to 100 characters after trimming.</summary>
    [Required]
    [Length(1, ServiceName.MaxLength)]
    public string? Name { get; init; }
}

/// <summary>A service's new name.</summary>
public sealed record RenameServiceRequest
{
    /// <inheritdoc cref="CreateServiceRequest.Name" />
    [Required]
    [Length(1, ServiceName.MaxLength)]
    public string? Name { get; init; }
}
