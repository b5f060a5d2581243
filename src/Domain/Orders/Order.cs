using Concierge.Domain.Common;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Domain.Orders;

/// <summary>
/// An order of 1 to 50 services for one instant. <see cref="OrderWindow"/> defines the minimum distance between orders; the repository
/// enforces it. An order has no owner, so only backends may see and change orders.
/// </summary>
public sealed class Order
{
    private Order()
    {
    }

    public OrderId Id { get; private init; }

    public DateTimeOffset Datetime { get; private set; }

    public decimal TotalFee { get; private set; }

    /// <summary>The services, in the order of the request.</summary>
    public IReadOnlyList<ServiceId> ServiceIds { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Random value of this creation: a deleted resource and its successor under the same id differ in it.</summary>
    public Guid Stamp { get; private init; }

    /// <summary>Number of changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    public static Result<Order> Place(
        Actor actor, OrderId id, DateTimeOffset datetime, TotalFee totalFee, ServiceSelection services, DateTimeOffset now) =>
        CheckBackend(actor).Map(() => new Order
        {
            Id = id,
            Datetime = datetime.CutToMilliseconds(),
            TotalFee = totalFee.Value,
            ServiceIds = services.Ids,
            Stamp = Guid.NewGuid(),
            CreatedAt = now.CutToMilliseconds(),
            UpdatedAt = now.CutToMilliseconds(),
        });

    /// <summary>Replaces everything except the id. Identical values change nothing.</summary>
    public Result Change(Actor actor, DateTimeOffset datetime, TotalFee totalFee, ServiceSelection services, DateTimeOffset now)
    {
        var may = CheckBackend(actor);
        var at = datetime.CutToMilliseconds();
        if (may.IsSuccess && (at != Datetime || totalFee.Value != TotalFee || !services.Ids.SequenceEqual(ServiceIds)))
        {
            (Datetime, TotalFee, ServiceIds) = (at, totalFee.Value, services.Ids);
            (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
        }

        return may;
    }

    private static Result CheckBackend(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;
}
