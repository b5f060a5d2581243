using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

public static class OrderErrors
{
    public static readonly Error NotFound = new("order_not_found", "There is no order with this id.", ErrorKind.NotFound);

    public static readonly Error Exists = new("order_exists", "An order with this id exists.", ErrorKind.Conflict);

    public static readonly Error Conflict = new("order_conflict", "Another order is within three hours.", ErrorKind.Conflict);

    public static readonly Error TooSoon =
        new("datetime_too_soon", "The time is past, or nearer than the lead time allows.", ErrorKind.Invalid);

    public static readonly Error Repeated =
        new("order_repeated", "Another operation of the batch names this order.", ErrorKind.Invalid);

    public static readonly Error WindowChanged = new(
        "order_window_changed",
        "The order window or its scope has changed since this replica started; restart the replica with the current settings.",
        ErrorKind.Unavailable);
}
