namespace Concierge.Application.Paging;

/// <summary>Maximum size of a page. A page ends before the item that would exceed it, but has at least one item.</summary>
/// <param name="Items">Maximum number of items.</param>
/// <param name="Bytes">Maximum size of the items together, by the estimate of <see cref="ISized"/>.</param>
public readonly record struct PageLimit(int Items, int Bytes)
{
    /// <summary>Maximum size of a page in JSON, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Gets the number of rows to ask for: one more than the items, which shows whether there is a next page.</summary>
    public int Rows => Items + 1;

    public static implicit operator PageLimit(int items) => new(items, MaxBytes);

    /// <summary>
    /// Returns whether the rows that were read fill the page. Then no further row is needed: one is beyond the page and shows that there is
    /// a next one.
    /// </summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="bytes">Their size.</param>
    public bool IsExceeded(int count, long bytes) => count > 1 && (count > Items || bytes > Bytes);
}
