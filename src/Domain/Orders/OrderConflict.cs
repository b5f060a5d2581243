using System.Globalization;
using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>Why a time was refused, and what to take instead.</summary>
/// <param name="Window">The window that the order would break.</param>
/// <param name="Requested">The time asked for.</param>
/// <param name="Conflicts">The orders in the way, nearest first, at most <see cref="MaxConflicts"/>; not empty.</param>
/// <param name="NextAvailable">The first later time at which the order would be accepted; null where none lies within <see cref="Horizon"/>.</param>
/// <param name="PreviousAvailable">The last earlier one; null likewise.</param>
public sealed record OrderConflict(
    OrderWindow Window,
    DateTimeOffset Requested,
    IReadOnlyList<ConflictingOrder> Conflicts,
    DateTimeOffset? NextAvailable,
    DateTimeOffset? PreviousAvailable) : IRefusalDetails
{
    /// <summary>Most orders that are named.</summary>
    public const int MaxConflicts = 10;

    /// <summary>How far to look for another time.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(365);

    public string Description
    {
        get
        {
            var nearest = Conflicts[0];
            var rule = Window.Scope == WindowScope.All ? "any two orders" : "orders that share a service";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Order {nearest.OrderId} at {nearest.Datetime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} is {nearest.Gap:g} away; {rule} must lie at least {Window} apart.");
        }
    }

    /// <summary>The refusal that tells all this.</summary>
    public Error ToError() => OrderErrors.Conflict.WithDetails(this) with { Message = $"Another order is within {Window}." };
}

/// <summary>An order that stands in the way of another.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Datetime">Its time.</param>
/// <param name="ServiceIds">The services over which it stands in the way: those that both share, or all of its own where the window holds between any two orders.</param>
/// <param name="Gap">How far it lies from the time asked for, before or after.</param>
public sealed record ConflictingOrder(OrderId OrderId, DateTimeOffset Datetime, IReadOnlyList<ServiceId> ServiceIds, TimeSpan Gap);
