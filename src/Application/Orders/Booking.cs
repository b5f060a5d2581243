using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Books the time of an order. If the time is taken, the error lists the conflicting orders and the nearest free times.</summary>
internal sealed class Booking(
    IOrderRepository orders, ITakenTimes times, FreeTimeSearch search, OrderWindow window, UseCaseTelemetry telemetry)
{
    /// <summary>Stores a new order.</summary>
    public async Task<Result> BookAsync(Order order, CancellationToken cancellationToken) =>
        await ExplainAsync(order, await orders.BookAsync(order, cancellationToken), cancellationToken);

    /// <summary>Stores a changed order that was loaded with <paramref name="fromVersion"/>.</summary>
    public async Task<Result> MoveAsync(Order order, int fromVersion, CancellationToken cancellationToken) =>
        await ExplainAsync(order, await orders.MoveAsync(order, fromVersion, cancellationToken), cancellationToken);

    /// <summary>Checks a new or changed order and stores nothing.</summary>
    public async Task<Result> CheckAsync(Order order, bool isNew, CancellationToken cancellationToken) =>
        await ExplainAsync(order, await orders.CheckAsync(order, isNew, cancellationToken), cancellationToken);

    /// <summary>Adds the conflicting orders and the nearest free times to a conflict.</summary>
    private async Task<Result> ExplainAsync(Order order, Result booked, CancellationToken cancellationToken)
    {
        if (!booked.Errors.Contains(OrderErrors.Conflict))
        {
            return booked;
        }

        var taken = await times.ListConflictsAsync(order.ServiceIds, order.Datetime, order.Id, cancellationToken);
        var conflicts = await ListConflictsAsync(order, taken, cancellationToken);
        var (next, previous) = await search.AroundAsync(
            order.ServiceIds, order.Datetime, [.. taken.Select(time => time.Datetime)], order.Id, cancellationToken);
        telemetry.CountWindowConflict();
        return new OrderConflict(window, order.Datetime, conflicts, next, previous).ToError();
    }

    private async Task<IReadOnlyList<ConflictingOrder>> ListConflictsAsync(
        Order order, IReadOnlyList<TakenTime> taken, CancellationToken cancellationToken)
    {
        var nearest = taken
            .OrderBy(time => Gap(time))
            .ThenBy(time => time.Datetime)
            .ThenBy(time => time.OrderId)
            .Take(OrderConflict.MaxConflicts)
            .ToList();
        var services = await times.GetServicesAsync(nearest.ConvertAll(time => time.OrderId), cancellationToken);
        var conflicts = nearest.Where(time => services.ContainsKey(time.OrderId))
            .Select(time => new ConflictingOrder(time.OrderId, time.Datetime, Contested(services[time.OrderId]), Gap(time)))
            .Where(conflict => conflict.ServiceIds.Count > 0)
            .ToList();

        // No conflict is left if the other order was deleted or moved meanwhile. The pipeline then tries to book again.
        return conflicts.Count > 0 ? conflicts : throw new ConcurrentChangeException();

        TimeSpan Gap(TakenTime time) => (time.Datetime - order.Datetime).Duration();

        IReadOnlyList<ServiceId> Contested(IReadOnlyList<ServiceId> theirs) =>
            window.Scope == WindowScope.All ? theirs : [.. theirs.Where(order.ServiceIds.Contains)];
    }
}
