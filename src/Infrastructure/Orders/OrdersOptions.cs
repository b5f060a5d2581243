using Concierge.Domain.Orders;
using Concierge.Infrastructure.Startup;

namespace Concierge.Infrastructure.Orders;

/// <summary>The section <c>Orders</c>.</summary>
internal sealed class OrdersOptions
{
    public const string Section = "Orders";

    /// <summary>See <see cref="OrderWindow.Length"/>.</summary>
    public TimeSetting Window { get; set; } = TimeSpan.FromHours(3);

    /// <summary>The name of a <see cref="Domain.Orders.WindowScope"/>.</summary>
    public string WindowScope { get; set; } = nameof(Domain.Orders.WindowScope.Service);

    public bool IsScopeValid => Enum.GetNames<WindowScope>().Contains(WindowScope, StringComparer.OrdinalIgnoreCase);

    public OrderWindow ToWindow() => new(Window, Enum.Parse<WindowScope>(WindowScope, ignoreCase: true));
}
