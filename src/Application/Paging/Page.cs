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
    /// Creates a page from <paramref name="rows"/>, which contain one row more than <paramref name="limit"/> if there is a next page.
    /// </summary>
    internal static Page<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, int limit, CursorScope scope, Func<TRow, TItem> item, Func<TRow, string> position) =>
        rows.Count <= limit
            ? new([.. rows.Select(item)], null)
            : new([.. rows.Take(limit).Select(item)], scope.Write(position(rows[limit - 1])));
}
