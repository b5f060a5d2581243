using Concierge.Domain.Events;

namespace Concierge.Domain.Messages;

/// <summary>What an event says about a message.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="SenderId">The user who sent the message.</param>
/// <param name="RecipientId">The user who received it.</param>
/// <param name="Position">Position in the conversation, from 1.</param>
/// <param name="Version">Number of the version after the change, from 1.</param>
public sealed record MessageEventData(
    Guid ConversationId, string SenderId, string RecipientId, long Position, int Version) : EventData;
