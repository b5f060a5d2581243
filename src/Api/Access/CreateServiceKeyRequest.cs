using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Access;

namespace Concierge.Api.Access;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A new service key.</summary>
public sealed record CreateServiceKeyRequest
{
    /// <summary>Name of the backend: 1 to 100 characters after trimming. All keys with one name are one backend.</summary>
    [Required]
    [Length(1, ServiceKey.MaxNameLength)]
    public string? Name { get; init; }

    /// <summary>
    /// What the key allows: users (includes users:read), users:read, messages (includes messages:read), messages:read, orders (includes
    /// orders:read), orders:read, sms, tokens, webhooks, admin (includes webhooks).
    /// </summary>
    [Required]
    [MinLength(1)]
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>Time at which the key expires, in the future; it does not expire if absent.</summary>
    [DataType(DataType.DateTime)]
    public string? ExpiresAt { get; init; }
}
