using System.Globalization;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>The orders, for reading them.</summary>
public interface IOrderReader
{
    /// <summary>The order, or null.</summary>
    Task<OrderDto?> GetAsync(OrderId id, CancellationToken cancellationToken);

    /// <summary>A slice of all orders, by datetime and then by id.</summary>
    Task<IReadOnlyList<OrderDto>> ListAsync(OrderSlice slice, CancellationToken cancellationToken);
}

/// <summary>A slice of a list of orders.</summary>
/// <param name="From">The first instant at which an order is in it.</param>
/// <param name="To">The first instant at which an order is no longer in it.</param>
/// <param name="Service">The service that its orders have among theirs; null for any.</param>
/// <param name="Descending">Whether it goes from later to earlier.</param>
/// <param name="After">Where it starts, exclusively; null for the beginning.</param>
/// <param name="Count">The most orders it holds.</param>
public sealed record OrderSlice(DateTimeOffset From, DateTimeOffset To, ServiceId? Service, bool Descending, OrderPosition? After, int Count);

/// <summary>The place of an order in a list: its text is what a cursor holds.</summary>
public sealed record OrderPosition(DateTimeOffset Datetime, string OrderId)
{
    /// <summary>Whether <paramref name="text"/> is a position's.</summary>
    internal static bool IsValid(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && long.TryParse(text.AsSpan(..space), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
        && at >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && at <= Instants.Latest.ToUnixTimeMilliseconds()
        && Domain.Orders.OrderId.IsValid(text[(space + 1)..]);

    /// <summary>Reads text that is known to be valid.</summary>
    internal static OrderPosition From(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.AsSpan(..space), CultureInfo.InvariantCulture)), text[(space + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Datetime.ToUnixTimeMilliseconds()} {OrderId}");
}
