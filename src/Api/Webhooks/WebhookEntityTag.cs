using Concierge.Api.Preconditions;
using Concierge.Application.Webhooks;

namespace Concierge.Api.Webhooks;

internal static class WebhookEntityTag
{
    /// <summary>
    /// Gets the tag of an endpoint: its revision, and a digest of what deliveries change. A delivery changes the tag but never fails a PUT.
    /// </summary>
    public static string Of(WebhookEndpointDto endpoint) => EntityTags.Format(
        endpoint.Revision, EntityTags.Digest((object[])[endpoint.Position, endpoint.Lag, $"{endpoint.FailingSince:O}"]));
}
