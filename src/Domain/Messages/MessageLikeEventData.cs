using Concierge.Domain.Events;

namespace Concierge.Domain.Messages;

/// <summary>What an event says about a like.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="SenderId">The user who sent the message.</param>
/// <param name="RecipientId">The user who received it.</param>
/// <param name="Position">Position in the conversation, from 1.</param>
/// <param name="UserId">The user whose like was added or removed.</param>
public sealed record MessageLikeEventData(
    Guid ConversationId, string SenderId, string RecipientId, long Position, string UserId) : EventData;
