using Concierge.Domain.Orders;
using Concierge.Infrastructure.Startup;

namespace Concierge.Infrastructure.Orders;

/// <summary>Settings of the section <c>Orders</c>.</summary>
internal sealed class OrdersOptions
{
    public const string Section = "Orders";

    /// <summary>Minimum distance between orders; see <see cref="OrderWindow.Length"/>.</summary>
    public TimeSetting Window { get; set; } = TimeSpan.FromHours(3);

    /// <summary>Name of a <see cref="Domain.Orders.WindowScope"/>.</summary>
    public string WindowScope { get; set; } = nameof(Domain.Orders.WindowScope.Service);

    /// <summary>
    /// Minimum time between a booking and the time of its order; see <see cref="Domain.Orders.LeadTime"/>. Null for none.
    /// </summary>
    public TimeSetting? LeadTime { get; set; }

    public bool IsScopeValid => Enum.GetNames<WindowScope>().Contains(WindowScope, StringComparer.OrdinalIgnoreCase);

    public OrderWindow ToWindow() => new(Window, Enum.Parse<WindowScope>(WindowScope, ignoreCase: true));
}
