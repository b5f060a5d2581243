using Concierge.Domain.Events;

namespace Concierge.Domain.Users;

/// <summary>What an event says about revoked tokens of a user.</summary>
/// <param name="TokenId">The token that was revoked; null if all were.</param>
public sealed record UserTokensEventData(Guid? TokenId) : EventData;
