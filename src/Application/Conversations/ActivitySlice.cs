using Concierge.Application.Paging;
using Concierge.Domain.Conversations;

namespace Concierge.Application.Conversations;

/// <summary>A slice of a list of conversations, latest activity first.</summary>
/// <param name="Before">Time of the conversation before the first item.</param>
/// <param name="BeforeId">Id of that conversation. It decides between conversations with the same time.</param>
/// <param name="Limit">Maximum size of the page.</param>
public sealed record ActivitySlice(DateTimeOffset Before, ConversationId BeforeId, PageLimit Limit)
{
    internal static ActivitySlice After(string? position, PageLimit limit)
    {
        if (position is null)
        {
            return new(DateTimeOffset.MaxValue, new(Guid.AllBitsSet), limit);
        }

        var (at, id) = TimePosition.From(position);
        return new(at, ConversationId.From(id), limit);
    }
}
