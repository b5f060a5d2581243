namespace Concierge.Client;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public interface IPage<out T>
{
    /// <summary>The items, in the order of the list.</summary>
    IReadOnlyList<T> Items { get; }

    /// <summary>Cursor of the next page; null on the last page.</summary>
    string? NextCursor { get; }
}
