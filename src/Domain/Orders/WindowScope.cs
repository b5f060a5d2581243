namespace Concierge.Domain.Orders;

/// <summary>Determines which orders the window applies to.</summary>
public enum WindowScope
{
    /// <summary>Orders that share a service.</summary>
    Service,

    /// <summary>All orders.</summary>
    All,
}
