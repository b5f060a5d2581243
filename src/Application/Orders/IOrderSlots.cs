using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>The index that enforces the order window in the database. It is built for one window and one scope.</summary>
public interface IOrderSlots
{
    /// <summary>
    /// Records the configured window and scope if there are no orders. Otherwise checks that they equal the recorded ones.
    /// </summary>
    /// <exception cref="StartupException">There are orders with another window or scope.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Rebuilds the index for the configured window and scope. Changes nothing if orders would then be too close.</summary>
    Task<ReindexReport> RebuildAsync(CancellationToken cancellationToken);
}

/// <summary>Result of rebuilding the index.</summary>
/// <param name="Window">The configured window and scope.</param>
/// <param name="Orders">Number of orders.</param>
/// <param name="Clashes">Orders that are too close, each with the next one. If there are any, nothing was changed.</param>
public sealed record ReindexReport(OrderWindow Window, int Orders, IReadOnlyList<OrderClash> Clashes);

/// <summary>Two orders that are too close, and the scope key that they share (see <see cref="OrderWindow.ScopeKeys"/>).</summary>
public sealed record OrderClash(string ScopeKey, TakenTime First, TakenTime Second);
