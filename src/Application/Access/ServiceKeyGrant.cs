using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>Permissions of a service key.</summary>
public sealed record ServiceKeyGrant(ServiceKeyId Id, IReadOnlyList<string> Scopes);
