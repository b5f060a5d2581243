using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>A service of an order.</summary>
/// <param name="Id">Id of the service.</param>
/// <param name="Name">
/// The name that the service had when it was booked. Null if a version that did not store names wrote the order: such an order shows the
/// current name.
/// </param>
public sealed record OrderedService(ServiceId Id, string? Name);
