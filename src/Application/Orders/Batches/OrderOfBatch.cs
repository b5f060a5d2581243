namespace Concierge.Application.Orders.Batches;

/// <summary>An order of a batch.</summary>
/// <param name="Id">The id; null to generate that of a new order.</param>
/// <param name="Input">The content.</param>
public sealed record OrderOfBatch(string? Id, OrderInput Input);
