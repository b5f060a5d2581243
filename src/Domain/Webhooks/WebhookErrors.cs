using Concierge.Domain.Common;

namespace Concierge.Domain.Webhooks;

public static class WebhookErrors
{
    public static readonly Error NotFound =
        new("webhook_endpoint_not_found", "There is no webhook endpoint with this id.", ErrorKind.NotFound);

    public static readonly Error UrlNotAllowed = new(
        "url_not_allowed",
        "The URL must be absolute, without user information and fragment, and its host must not be a private or reserved address.",
        ErrorKind.Invalid);

    public static readonly Error HttpsRequired = new("https_required", "The URL must start with https.", ErrorKind.Invalid);

    public static readonly Error TooMany = new(
        "too_many_endpoints", $"There are {WebhookEndpoint.MaxCount} webhook endpoints; delete one first.", ErrorKind.Conflict);

    public static readonly Error Disabled =
        new("webhook_endpoint_disabled", "The webhook endpoint is disabled; enable it first.", ErrorKind.Conflict);

    public static readonly Error DeliveryNotFound =
        new("webhook_delivery_not_found", "The endpoint has no delivery of this event.", ErrorKind.NotFound);
}
