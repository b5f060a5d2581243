using Concierge.Application.Paging;
using Concierge.Domain.Conversations;

namespace Concierge.Application.Conversations;

/// <summary>A slice of a list of conversations, latest activity first.</summary>
/// <param name="Before">Time of the conversation before the first item.</param>
/// <param name="BeforeId">Id of that conversation. It decides between conversations with the same time.</param>
/// <param name="Count">Maximum number of items.</param>
public sealed record ActivitySlice(DateTimeOffset Before, ConversationId BeforeId, int Count)
{
    internal static ActivitySlice After(string? position, int count)
    {
        if (position is null)
        {
            return new(DateTimeOffset.MaxValue, new(Guid.AllBitsSet), count);
        }

        var (at, id) = TimePosition.From(position);
        return new(at, ConversationId.From(id), count);
    }
}
