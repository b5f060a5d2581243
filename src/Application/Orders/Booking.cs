using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Books the time of an order. If the time is taken, the error lists the conflicting orders and the nearest free times.</summary>
internal sealed class Booking(IOrderRepository orders, ITakenTimes times, OrderWindow window, UseCaseTelemetry telemetry)
{
    /// <summary>
    /// Range of the first search for a free time, in windows. Each further search multiplies the range by the same factor, until there is a
    /// free time on both sides.
    /// </summary>
    private const int FirstReach = 8;

    public async Task<Result> BookAsync(Order order, CancellationToken cancellationToken) =>
        await ExplainAsync(order, await orders.BookAsync(order, cancellationToken), cancellationToken);

    public async Task<Result> MoveAsync(Order order, int fromVersion, CancellationToken cancellationToken) =>
        await ExplainAsync(order, await orders.MoveAsync(order, fromVersion, cancellationToken), cancellationToken);

    /// <summary>Adds the conflicting orders and the nearest free times to a conflict.</summary>
    private async Task<Result> ExplainAsync(Order order, Result booked, CancellationToken cancellationToken)
    {
        if (!booked.Errors.Contains(OrderErrors.Conflict))
        {
            return booked;
        }

        var conflict = await FindConflictAsync(order, cancellationToken);
        telemetry.CountWindowConflict();
        return conflict.ToError();
    }

    private async Task<OrderConflict> FindConflictAsync(Order order, CancellationToken cancellationToken)
    {
        for (var reach = window.Length * FirstReach; ; reach *= FirstReach)
        {
            var isLast = reach >= OrderConflict.Horizon;
            var (from, to) = Around(order.Datetime, isLast ? OrderConflict.Horizon : reach);
            var taken = await times.ListTakenAsync(window.ScopeKeys(order.ServiceIds), from, to, order.Id, cancellationToken);
            var free = window.FreeTimes(from, to, taken.Select(time => time.Datetime));
            var next = free.Where(time => time.From > order.Datetime).Select(time => (DateTimeOffset?)time.From).FirstOrDefault();
            var previous = free.Where(time => time.To < order.Datetime).Select(time => (DateTimeOffset?)time.To).LastOrDefault();
            if (isLast || (next is not null && previous is not null))
            {
                return new(window, order.Datetime, await ListConflictsAsync(order, taken, cancellationToken), next, previous);
            }
        }
    }

    private async Task<IReadOnlyList<ConflictingOrder>> ListConflictsAsync(
        Order order, IEnumerable<TakenTime> taken, CancellationToken cancellationToken)
    {
        var nearest = taken.Distinct()
            .Where(time => window.Refuses(time.Datetime, order.Datetime))
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

    private static (DateTimeOffset From, DateTimeOffset To) Around(DateTimeOffset at, TimeSpan reach) =>
        (at.ShiftWithinTime(-reach), at.ShiftWithinTime(reach));
}
