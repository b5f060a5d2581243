using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Users;

namespace Concierge.Api.Users;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Members of every user.</summary>
public abstract record UserRequest
{
    /// <summary>Name: 1 to 100 characters after trimming.</summary>
    [Required]
    [Length(1, UserName.MaxLength)]
    public string? Name { get; init; }

    /// <summary>
    /// What backends note about the user: at most 50 pairs; keys of 1 to 64 characters, values of at most 1000. Empty if absent. Only
    /// backends may send it.
    /// </summary>
    public Dictionary<string, string?>? Metadata { get; init; }
}
