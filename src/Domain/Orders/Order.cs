using Concierge.Domain.Common;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Domain.Orders;

/// <summary>
/// One to fifty services, ordered for one instant. How near another order may lie is the rule of <see cref="OrderWindow"/>, and is asked where orders are
/// stored. An order names no user, so that no user can own one: orders are the business of services on their own authority.
/// </summary>
public sealed class Order
{
    private Order()
    {
    }

    public OrderId Id { get; private init; }

    public DateTimeOffset Datetime { get; private set; }

    public decimal TotalFee { get; private set; }

    /// <summary>The services, in the order in which they were named.</summary>
    public IReadOnlyList<ServiceId> ServiceIds { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Counts the changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Whether the actor may see and change orders.</summary>
    public static Result CheckAccess(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;

    public static Result<Order> Place(
        Actor actor, OrderId id, DateTimeOffset datetime, TotalFee totalFee, ServiceSelection services, DateTimeOffset now) =>
        CheckAccess(actor).Map(() => new Order
        {
            Id = id,
            Datetime = datetime.CutToMilliseconds(),
            TotalFee = totalFee.Value,
            ServiceIds = services.Ids,
            CreatedAt = now.CutToMilliseconds(),
            UpdatedAt = now.CutToMilliseconds(),
        });

    /// <summary>Replaces everything but the id. What is already so changes nothing.</summary>
    public Result Change(Actor actor, DateTimeOffset datetime, TotalFee totalFee, ServiceSelection services, DateTimeOffset now)
    {
        var may = CheckAccess(actor);
        var at = datetime.CutToMilliseconds();
        if (may.IsSuccess && (at != Datetime || totalFee.Value != TotalFee || !services.Ids.SequenceEqual(ServiceIds)))
        {
            (Datetime, TotalFee, ServiceIds) = (at, totalFee.Value, services.Ids);
            (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
        }

        return may;
    }
}
