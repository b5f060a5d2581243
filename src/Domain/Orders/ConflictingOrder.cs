using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>An existing order that conflicts with the requested one.</summary>
/// <param name="OrderId">Id of the existing order.</param>
/// <param name="Datetime">Time of the existing order.</param>
/// <param name="ServiceIds">
/// The services that both orders share; with <see cref="WindowScope.All"/>, all services of the existing order.
/// </param>
/// <param name="Gap">Distance to the requested time; never negative.</param>
public sealed record ConflictingOrder(OrderId OrderId, DateTimeOffset Datetime, IReadOnlyList<ServiceId> ServiceIds, TimeSpan Gap);
