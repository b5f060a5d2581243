using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

/// <summary>Identifies an order. Chosen by the caller (see <see cref="CallerId"/>) or generated.</summary>
public readonly record struct OrderId : ISortableId<OrderId>
{
    private OrderId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CallerId.IsValid(text);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static OrderId From(string? text) => new(CallerId.Require(text));

    /// <summary>Compares ordinally, like the database's collation "C".</summary>
    public int CompareTo(OrderId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
