namespace Concierge.Application.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Limits and creation of pages.</summary>
public static class Page
{
    /// <summary>Maximum number of items on a page.</summary>
    public const int MaxLimit = 200;

    public const int DefaultLimit = 50;

    /// <summary>
    /// Creates a page from <paramref name="rows"/>, which contain at least one row that exceeds <paramref name="limit"/> if there is a next
    /// page.
    /// </summary>
    internal static Page<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, PageLimit limit, CursorScope scope, Func<TRow, TItem> item, Func<TRow, string> position)
        where TRow : ISized => Of(rows, limit, scope, item, position, row => row.Size);

    /// <inheritdoc cref="Of{TRow,TItem}(IReadOnlyList{TRow},PageLimit,CursorScope,Func{TRow,TItem},Func{TRow,string})"/>
    internal static Page<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, PageLimit limit, CursorScope scope, Func<TRow, TItem> item, Func<TRow, string> position,
        Func<TRow, int> size)
    {
        var items = new List<TItem>(Math.Min(rows.Count, limit.Items));
        var bytes = 0L;
        foreach (var row in rows)
        {
            bytes += size(row);
            if (limit.IsExceeded(items.Count + 1, bytes))
            {
                return new(items, scope.Write(position(rows[items.Count - 1])));
            }

            items.Add(item(row));
        }

        return new(items, null);
    }
}
