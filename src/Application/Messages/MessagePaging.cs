using Concierge.Application.Paging;

namespace Concierge.Application.Messages;

/// <summary>Parameters that the lists of messages share. See <see cref="MessagePosition"/> for the order.</summary>
/// <param name="Order"><c>desc</c> or <c>asc</c>.</param>
/// <param name="IncludeDeleted">Whether to include tombstones.</param>
/// <param name="Limit">Maximum size of the page.</param>
/// <param name="Cursor">Cursor of the page; null for the first page.</param>
public sealed record MessagePaging(string Order, bool IncludeDeleted, PageLimit Limit, string? Cursor)
{
    /// <summary>
    /// Gets the rows of this page and one more, which shows whether there is a next page. Null if the cursor is not of this scope.
    /// </summary>
    internal MessageSlice? Slice(CursorScope scope)
    {
        if (!scope.TryRead(Cursor, MessagePosition.IsValid, out var position))
        {
            return null;
        }

        var descending = Order == "desc";
        var from = position is null ? descending ? MessagePosition.Last : MessagePosition.First : MessagePosition.From(position);
        return new(from, descending, IncludeDeleted, Limit);
    }

    internal Page<MessageDto> Page(IReadOnlyList<MessageDto> rows, CursorScope scope) =>
        Paging.Page.Of(rows, Limit, scope, message => message, MessagePosition.Of);
}
