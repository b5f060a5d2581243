using Concierge.Domain.Users;

namespace Concierge.Application.Access;

/// <summary>Credentials that were accepted, as far as they can end: a service key or a user token.</summary>
/// <param name="Id">Id of the key or the token; null for tokens of versions that stored none.</param>
/// <param name="User">The user of a token; null for a service key.</param>
/// <param name="Generation">The generation of a token.</param>
/// <param name="ExpiresAt">Expiry of a token; null for a service key, whose expiry can change.</param>
public sealed record Credential(Guid? Id, UserId? User = null, int Generation = 0, DateTimeOffset? ExpiresAt = null);
