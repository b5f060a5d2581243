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
