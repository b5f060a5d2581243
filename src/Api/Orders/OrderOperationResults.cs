namespace Concierge.Api.Orders;

/// <summary>Results of a batch.</summary>
/// <param name="Results">One result for each operation, in the same order.</param>
public sealed record OrderOperationResults(IReadOnlyList<OrderOperationResult> Results);
