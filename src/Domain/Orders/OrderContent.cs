namespace Concierge.Domain.Orders;

/// <summary>What an order consists of.</summary>
/// <param name="Datetime">Time of the order. Digits below the millisecond are cut.</param>
/// <param name="TotalFee">The price.</param>
/// <param name="Services">The services.</param>
/// <param name="Metadata">Pairs for the caller's own use.</param>
public sealed record OrderContent(
    DateTimeOffset Datetime, TotalFee TotalFee, ServiceSelection Services, IReadOnlyDictionary<string, string> Metadata);
