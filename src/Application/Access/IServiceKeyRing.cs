using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>The service keys that are good at the moment.</summary>
public interface IServiceKeyRing
{
    /// <summary>What a secret allows, or null where it is nobody's, or a revoked key's. A revocation is seen after a second at most.</summary>
    ValueTask<ServiceKeyGrant?> FindAsync(string secret, CancellationToken cancellationToken);
}

/// <summary>What a service key allows.</summary>
public sealed record ServiceKeyGrant(ServiceKeyId Id, IReadOnlyList<string> Scopes);
