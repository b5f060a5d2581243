using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>What a service key proves and allows.</summary>
/// <param name="Id">Id of the key.</param>
/// <param name="Name">Name of the backend.</param>
/// <param name="Scopes">What the key allows.</param>
/// <param name="ExpiresAt">Expiry; null if the key does not expire.</param>
public sealed record ServiceKeyGrant(ServiceKeyId Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);
