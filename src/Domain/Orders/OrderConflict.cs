using System.Globalization;
using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

/// <summary>Reason why the requested time is not available, and the nearest available times.</summary>
/// <param name="Window">The window that the order would violate.</param>
/// <param name="Requested">The requested time.</param>
/// <param name="Conflicts">The conflicting orders, nearest first: 1 to <see cref="MaxConflicts"/>.</param>
/// <param name="NextAvailable">The nearest later time that is available; null if there is none within <see cref="Horizon"/>.</param>
/// <param name="PreviousAvailable">The nearest earlier time that is available; null if there is none within <see cref="Horizon"/>.</param>
public sealed record OrderConflict(
    OrderWindow Window,
    DateTimeOffset Requested,
    IReadOnlyList<ConflictingOrder> Conflicts,
    DateTimeOffset? NextAvailable,
    DateTimeOffset? PreviousAvailable) : IRefusalDetails
{
    /// <summary>Maximum number of conflicting orders reported.</summary>
    public const int MaxConflicts = 10;

    /// <summary>Range of the search for another time, in both directions.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(365);

    public string Description
    {
        get
        {
            var nearest = Conflicts[0];
            var rule = Window.Scope == WindowScope.All ? "any two orders" : "orders that share a service";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Order {nearest.OrderId} at {nearest.Datetime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} is {nearest.Gap:g} away; "
                + $"{rule} must lie at least {Window} apart.");
        }
    }

    /// <summary>Creates the error that carries these details.</summary>
    public Error ToError() => OrderErrors.Conflict.WithDetails(this) with { Message = $"Another order is within {Window}." };
}
