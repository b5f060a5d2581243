using Concierge.Application.Paging;
using Concierge.Domain.Conversations;

namespace Concierge.Application.Conversations;

/// <summary>An item of a list that is ordered by latest activity.</summary>
/// <param name="Item">The item.</param>
/// <param name="LastActivityAt">Time of the newest message of the conversation.</param>
/// <param name="Conversation">The conversation of the item.</param>
public sealed record Active<T>(T Item, DateTimeOffset LastActivityAt, ConversationId Conversation) : ISized
    where T : ISized
{
    int ISized.Size => Item.Size;
}
