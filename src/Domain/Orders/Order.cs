using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Metadata;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Domain.Orders;

/// <summary>
/// An order of 1 to 50 services for one instant. <see cref="OrderWindow"/> defines the minimum distance between orders; the repository
/// enforces it. An order has no owner, so only backends may see and change orders.
/// </summary>
public sealed class Order : IEventSource
{
    private Order()
    {
    }

    public OrderId Id { get; private init; }

    public DateTimeOffset Datetime { get; private set; }

    public decimal TotalFee { get; private set; }

    /// <summary>The services, in the order of the request.</summary>
    public IReadOnlyList<ServiceId> ServiceIds { get; private set; } = [];

    /// <summary>The names that the services had when they were booked, by id.</summary>
    public IReadOnlyDictionary<string, string> ServiceNames { get; private set; } = Pairs.Empty;

    /// <summary>The services with their names.</summary>
    public IEnumerable<OrderedService> Services =>
        ServiceIds.Select(id => new OrderedService(id, ServiceNames.GetValueOrDefault(id.Value)));

    /// <summary>Pairs for the caller's own use.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = Pairs.Empty;

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Random value of this creation: a deleted resource and its successor under the same id differ in it.</summary>
    public Guid Stamp { get; private init; }

    /// <summary>Number of changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    public EventLog Events { get; } = new();

    /// <summary>Creates an order. Only a backend may do so.</summary>
    /// <param name="actor">Who places the order.</param>
    /// <param name="id">Id of the order.</param>
    /// <param name="content">The content.</param>
    /// <param name="earliest">The earliest time that <see cref="LeadTime"/> allows.</param>
    /// <param name="now">Time of the booking.</param>
    public static Result<Order> Place(Actor actor, OrderId id, OrderContent content, DateTimeOffset earliest, DateTimeOffset now)
    {
        var order = new Order { Id = id, Stamp = Guid.NewGuid(), CreatedAt = now.CutToMilliseconds(), UpdatedAt = now.CutToMilliseconds() };
        return CheckBackend(actor).Then(() => order.Set(OrderEvents.Created, content, earliest)).Map(() => order);
    }

    /// <summary>Replaces everything except the id. Identical values change nothing. The lead time binds only a new time.</summary>
    /// <inheritdoc cref="Place" path="/param" />
    public Result Change(Actor actor, OrderContent content, DateTimeOffset earliest, DateTimeOffset now)
    {
        var may = CheckBackend(actor);
        if (!may.IsSuccess || Has(content))
        {
            return may;
        }

        (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
        return Set(
            OrderEvents.Updated, content, content.Datetime.CutToMilliseconds() == Datetime ? DateTimeOffset.MinValue : earliest);
    }

    /// <summary>Records the deletion. The repository removes the order.</summary>
    public void Delete()
    {
        Version++;
        Record(OrderEvents.Deleted);
    }

    private bool Has(OrderContent content) =>
        content.Datetime.CutToMilliseconds() == Datetime && content.TotalFee.Value == TotalFee
        && content.Services.Services.SequenceEqual(Services) && content.Metadata.HasSamePairs(Metadata);

    private Result Set(string change, OrderContent content, DateTimeOffset earliest)
    {
        var at = content.Datetime.CutToMilliseconds();
        if (at < earliest)
        {
            return OrderErrors.TooSoon.At("/datetime");
        }

        (Datetime, TotalFee, Metadata) = (at, content.TotalFee.Value, content.Metadata);
        ServiceIds = [.. content.Services.Services.Select(service => service.Id)];
        ServiceNames = content.Services.Services.ToDictionary(service => service.Id.Value, service => service.Name!);
        Record(change);
        return Result.Success;
    }

    private void Record(string change) =>
        Events.Record(new(change, Id.Value, new OrderEventData(Datetime, [.. ServiceIds.Select(id => id.Value)], Version)));

    private static Result CheckBackend(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;
}
