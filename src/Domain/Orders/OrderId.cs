using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

/// <summary>The id of an order: chosen by the caller (see <see cref="CallerId"/>) or made by the service.</summary>
public readonly record struct OrderId : IComparable<OrderId>
{
    private OrderId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Whether <paramref name="text"/> can be an order id.</summary>
    public static bool IsValid(string? text) => CallerId.IsValid(text);

    /// <summary>Wraps text that is known to be valid; anything else is a bug.</summary>
    public static OrderId From(string text) =>
        IsValid(text) ? new(text) : throw new ArgumentException("Not an order id.", nameof(text));

    /// <summary>Ordinal, as the database's collation "C".</summary>
    public int CompareTo(OrderId other) => string.CompareOrdinal(Value, other.Value);

    public static bool operator <(OrderId left, OrderId right) => left.CompareTo(right) < 0;

    public static bool operator >(OrderId left, OrderId right) => left.CompareTo(right) > 0;

    public static bool operator <=(OrderId left, OrderId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(OrderId left, OrderId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value;
}
