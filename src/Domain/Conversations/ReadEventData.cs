using Concierge.Domain.Events;

namespace Concierge.Domain.Conversations;

/// <summary>What an event says about a read position.</summary>
/// <param name="ReaderId">The user who read.</param>
/// <param name="PeerId">The other user of the conversation.</param>
/// <param name="Position">Position of the last message that the reader has read.</param>
public sealed record ReadEventData(string ReaderId, string PeerId, long Position) : EventData;
