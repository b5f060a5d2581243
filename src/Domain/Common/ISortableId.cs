namespace Concierge.Domain.Common;

/// <summary>An id with a total order that matches the order in the database. See <see cref="SortableIdOperators"/>.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface ISortableId<TSelf> : IComparable<TSelf> where TSelf : struct, ISortableId<TSelf>;
