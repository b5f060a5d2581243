namespace Concierge.Domain.Common;

/// <summary>Comparison operators of all sortable ids. EF Core translates them to SQL in keyset pagination.</summary>
public static class SortableIdOperators
{
    extension<TId>(TId) where TId : struct, ISortableId<TId>
    {
        public static bool operator <(TId left, TId right) => left.CompareTo(right) < 0;

        public static bool operator >(TId left, TId right) => left.CompareTo(right) > 0;

        public static bool operator <=(TId left, TId right) => left.CompareTo(right) <= 0;

        public static bool operator >=(TId left, TId right) => left.CompareTo(right) >= 0;
    }
}
