namespace Concierge.Application.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>The limits and the making of pages.</summary>
public static class Page
{
    public const int MaxLimit = 200;

    public const int DefaultLimit = 50;

    /// <summary>Makes a page of <paramref name="rows"/>, which hold one row more than <paramref name="limit"/> where there is a next page.</summary>
    internal static Page<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, int limit, CursorScope scope, Func<TRow, TItem> item, Func<TRow, string> position) =>
        rows.Count <= limit
            ? new([.. rows.Select(item)], null)
            : new([.. rows.Take(limit).Select(item)], scope.Write(position(rows[limit - 1])));
}
