namespace Concierge.Domain.Services;

/// <summary>What an order needs to know of a service.</summary>
/// <param name="Id">Id of the service.</param>
/// <param name="Name">Current name, which a new order keeps.</param>
/// <param name="IsActive">Whether the service takes new orders.</param>
public sealed record KnownService(ServiceId Id, string Name, bool IsActive);
