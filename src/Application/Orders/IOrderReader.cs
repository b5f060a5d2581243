using System.Globalization;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Reads orders.</summary>
public interface IOrderReader
{
    /// <summary>Gets the order, or null if it does not exist.</summary>
    Task<OrderDto?> GetAsync(OrderId id, CancellationToken cancellationToken);

    /// <summary>Lists a slice of the orders.</summary>
    Task<IReadOnlyList<OrderDto>> ListAsync(OrderSlice slice, CancellationToken cancellationToken);
}

/// <summary>A slice of the list of orders, which is ordered by time and then by id.</summary>
/// <param name="From">Earliest time, included.</param>
/// <param name="To">Latest time, excluded.</param>
/// <param name="Service">A service that the orders contain; null for any.</param>
/// <param name="Descending">Whether the list starts with the latest order.</param>
/// <param name="After">Position before the first item; null to start at the beginning.</param>
/// <param name="Count">Maximum number of items.</param>
public sealed record OrderSlice(
    DateTimeOffset From, DateTimeOffset To, ServiceId? Service, bool Descending, OrderPosition? After, int Count);

/// <summary>Position of an order in a list. Cursors contain its text.</summary>
public sealed record OrderPosition(DateTimeOffset Datetime, string OrderId)
{
    /// <summary>Returns whether <paramref name="text"/> is the text of a position.</summary>
    internal static bool IsValid(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && long.TryParse(text.AsSpan(..space), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
        && at >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && at <= Instants.Latest.ToUnixTimeMilliseconds()
        && Domain.Orders.OrderId.IsValid(text[(space + 1)..]);

    /// <summary>Parses valid text.</summary>
    internal static OrderPosition From(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var at = long.Parse(text.AsSpan(..space), CultureInfo.InvariantCulture);
        return new(DateTimeOffset.FromUnixTimeMilliseconds(at), text[(space + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Datetime.ToUnixTimeMilliseconds()} {OrderId}");
}
