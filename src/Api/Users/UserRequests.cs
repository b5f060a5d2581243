using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Api.Users;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A user to add.</summary>
public sealed record CreateUserRequest
{
    /// <summary>The id, if the caller wants to choose it; a whole number is kept as its digits.</summary>
    [RegularExpression(CallerId.Pattern)]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }

    /// <summary>1 to 100 characters after trimming.</summary>
    [Required]
    [Length(1, UserName.MaxLength)]
    public string? Name { get; init; }

    /// <summary>The caller's own notes: at most 50 pairs of text, keys of 1 to 64 and values of at most 1000 characters.</summary>
    public Dictionary<string, string?>? Metadata { get; init; }
}

/// <summary>What a user is to be from now on.</summary>
public sealed record ChangeUserRequest
{
    /// <inheritdoc cref="CreateUserRequest.Name" />
    [Required]
    [Length(1, UserName.MaxLength)]
    public string? Name { get; init; }

    /// <summary>As in creating; left out, there is none from now on.</summary>
    public Dictionary<string, string?>? Metadata { get; init; }
}
