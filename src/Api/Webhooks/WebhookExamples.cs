using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Webhooks;

/// <summary>Examples of webhooks for the OpenAPI document.</summary>
internal sealed class WebhookExamples : IOpenApiExamples
{
    private const string Members = """
        "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "url": "https://shop.example/hooks", "types": ["order.created", "order.deleted"],
        "description": "Shop", "status": "enabled", "status_reason": null, "position": "k7d2-1048577", "lag": 0,
        "failing_since": null, "disables_at": null,
        "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z"
        """;

    private const string Attempt = """
        "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4c", "event_id": "k7d2-1048577", "number": 1, "trigger": "schedule",
        "at": "2026-11-21T09:30:00.000Z", "duration_ms": 23, "status_code": 204, "error": null, "response": null
        """;

    private const string Secret = "\"secret\": \"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazbdVtmtYAU=\"";

    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["WebhookEndpoint"] = $$"""{ {{Members}} }""",
        ["IssuedWebhookEndpoint"] = $$"""{ {{Members}}, {{Secret}} }""",
        ["CreateWebhookEndpointRequest"] = """{ "url": "https://shop.example/hooks", "types": ["order.created", "order.deleted"] }""",
        ["UpdateWebhookEndpointRequest"] =
            """{ "url": "https://shop.example/hooks", "types": ["order.created"], "description": "Shop", "enabled": true }""",
        ["RotateWebhookSecretRequest"] = """{ "overlap": "PT24H" }""",
        ["RotatedWebhookSecret"] = $$"""{ {{Secret}}, "previous_expires_at": "2026-11-22T09:30:00.000Z" }""",
        ["WebhookAttempt"] = $$"""{ {{Attempt}} }""",
        ["WebhookDelivery"] = """
            {
              "event_id": "k7d2-1048577", "status": "delivered", "attempts": 1, "due_at": null,
              "updated_at": "2026-11-21T09:30:00.000Z"
            }
            """,
        ["ReplayWebhooksRequest"] = """{ "since": "2026-11-21T09:30:00Z", "only": "failed" }""",
        ["WebhookReplay"] = """{ "from": "k7d2-1040000", "to": "k7d2-1048577" }""",
    };
}
