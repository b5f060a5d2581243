using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>What holds the window fast in the database: built for one window and one scope, and of no use to another.</summary>
public interface IOrderSlots
{
    /// <summary>Has the window and scope of the settings recorded where there are no orders yet; later they must be the recorded ones.</summary>
    /// <exception cref="StartupException">There are orders, and they keep another window or scope.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Builds it anew for the window and scope of the settings, or, where orders would then lie too close, leaves it as it is.</summary>
    Task<ReindexReport> RebuildAsync(CancellationToken cancellationToken);
}

/// <summary>What came of building the index anew.</summary>
/// <param name="Window">The window and scope of the settings.</param>
/// <param name="Orders">How many orders there are.</param>
/// <param name="Clashes">Orders that lie too close, each with the next one; where there are any, nothing was changed.</param>
public sealed record ReindexReport(OrderWindow Window, int Orders, IReadOnlyList<OrderClash> Clashes);

/// <summary>Two orders that lie too close, and what both compete for (see <see cref="OrderWindow.ScopeKeys"/>).</summary>
public sealed record OrderClash(string ScopeKey, TakenTime First, TakenTime Second);
