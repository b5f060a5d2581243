using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>Two orders that are too close, and the scope key that they share (see <see cref="OrderWindow.ScopeKeys"/>).</summary>
public sealed record OrderClash(string ScopeKey, TakenTime First, TakenTime Second);
