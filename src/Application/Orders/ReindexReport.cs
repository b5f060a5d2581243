using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>Result of rebuilding the index.</summary>
/// <param name="Window">The configured window and scope.</param>
/// <param name="Orders">Number of orders.</param>
/// <param name="Clashes">Orders that are too close, each with the next one. If there are any, nothing was changed.</param>
public sealed record ReindexReport(OrderWindow Window, int Orders, IReadOnlyList<OrderClash> Clashes);
