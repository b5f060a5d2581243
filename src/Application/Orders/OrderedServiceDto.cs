namespace Concierge.Application.Orders;

/// <summary>A service in an order.</summary>
public sealed record OrderedServiceDto(string Id, string Name);
