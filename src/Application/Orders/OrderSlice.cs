using Concierge.Application.Paging;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>A slice of the list of orders, which is ordered by time and then by id.</summary>
/// <param name="From">Earliest time, included.</param>
/// <param name="To">Latest time, excluded.</param>
/// <param name="Service">A service that the orders contain; null for any.</param>
/// <param name="Descending">Whether the list starts with the latest order.</param>
/// <param name="After">Position before the first item; null to start at the beginning.</param>
/// <param name="Limit">Maximum size of the page.</param>
public sealed record OrderSlice(
    DateTimeOffset From, DateTimeOffset To, ServiceId? Service, bool Descending, TimePosition? After, PageLimit Limit);
