using Concierge.Domain.Orders;

namespace Concierge.Infrastructure.Orders;

/// <summary>The section <c>Orders</c>.</summary>
internal sealed class OrdersOptions
{
    public const string Section = "Orders";

    /// <summary>See <see cref="OrderWindow.Length"/>.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(3);

    /// <summary>See <see cref="OrderWindow.Scope"/>.</summary>
    public WindowScope WindowScope { get; set; } = WindowScope.Service;

    public OrderWindow ToWindow() => new(Window, WindowScope);
}
