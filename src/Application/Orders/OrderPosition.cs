using System.Globalization;
using Concierge.Domain.Common;

namespace Concierge.Application.Orders;

/// <summary>Position of an order in a list. Cursors contain its text.</summary>
public sealed record OrderPosition(DateTimeOffset Datetime, string OrderId)
{
    /// <summary>Returns whether <paramref name="text"/> is the text of a position.</summary>
    internal static bool IsValid(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && long.TryParse(text.AsSpan(..space), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
        && at >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && at <= Instants.Latest.ToUnixTimeMilliseconds()
        && Domain.Orders.OrderId.IsValid(text[(space + 1)..]);

    /// <summary>Parses valid text.</summary>
    internal static OrderPosition From(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var at = long.Parse(text.AsSpan(..space), CultureInfo.InvariantCulture);
        return new(DateTimeOffset.FromUnixTimeMilliseconds(at), text[(space + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Datetime.ToUnixTimeMilliseconds()} {OrderId}");
}
