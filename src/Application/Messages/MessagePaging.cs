using Concierge.Application.Paging;
using Concierge.Domain.Messages;

namespace Concierge.Application.Messages;

/// <summary>What the lists of messages have in common: their order is that of the ids, newest first unless asked otherwise.</summary>
/// <param name="Order"><c>desc</c> or <c>asc</c>.</param>
/// <param name="IncludeDeleted">Whether tombstones are listed.</param>
/// <param name="Limit">The most items on a page.</param>
/// <param name="Cursor">Where the page starts; null for the beginning.</param>
public sealed record MessagePaging(string Order, bool IncludeDeleted, int Limit, string? Cursor)
{
    /// <summary>The slice of rows that makes this page: one row more than the page holds, to tell whether another follows. Null for a cursor that is not the scope's.</summary>
    internal MessageSlice? Slice(CursorScope scope)
    {
        if (!scope.TryRead(Cursor, MessageId.IsValid, out var position))
        {
            return null;
        }

        var descending = Order == "desc";
        var from = position is null ? descending ? MessageId.Last : MessageId.First : MessageId.From(position);
        return new(from, descending, IncludeDeleted, Limit + 1);
    }

    internal Page<MessageDto> Page(IReadOnlyList<MessageDto> rows, CursorScope scope) =>
        Paging.Page.Of(rows, Limit, scope, message => message, message => message.Id.ToString());
}
