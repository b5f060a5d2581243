using System.Text.Json.Nodes;

namespace Concierge.Api.OpenApi;

/// <summary>One example for each schema that is sent or answered on its own.</summary>
internal static class Examples
{
    private const string User = """
        {
          "id": "ann", "name": "Ann", "metadata": { "team": "blue" }, "status": "active",
          "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z"
        }
        """;

    private const string Message = """
        {
          "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "conversation_id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99",
          "sender_id": "ann", "recipient_id": "bob", "body": "Hi Bob", "liked_by": ["bob"],
          "created_at": "2026-11-21T09:31:00.000Z", "edited_at": null, "deleted_at": null
        }
        """;

    private const string Conversation = $$"""
        {
          "id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99", "peer": { "id": "ann", "name": "Ann" }, "last_message": {{Message}},
          "last_activity_at": "2026-11-21T09:31:00.000Z", "unread_count": 1, "unread_capped": false
        }
        """;

    private const string Service = """
        { "id": "123", "name": "Inspection", "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z" }
        """;

    private const string Order = """
        {
          "id": "223", "datetime": "2022-11-01T11:11:11.111Z", "totalfee": 100, "services": [{ "id": "123", "name": "Inspection" }],
          "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z"
        }
        """;

    private const string ServiceKey = """
        "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "name": "shop", "scopes": ["users", "messages", "orders"],
        "created_at": "2026-11-21T09:30:00.000Z", "last_used_at": null, "revoked_at": null
        """;

    private const string SmsMessage = """
        {
          "message_id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "recipient_phone": "+15555550001", "message_body": "Your visit is at 14:00.",
          "timestamp": "2026-11-21T09:31:00.000Z", "status": "sent", "is_final": false, "segments": 1, "attempts": 1, "error": null, "send_at": null,
          "status_history": [
            { "status": "queued", "at": "2026-11-21T09:31:00.000Z" },
            { "status": "sending", "at": "2026-11-21T09:31:00.012Z" },
            { "status": "sent", "at": "2026-11-21T09:31:00.431Z" }
          ]
        }
        """;

    private static readonly Dictionary<string, string> BySchema = new()
    {
        ["User"] = User,
        ["UserPage"] = $$"""{ "items": [{{User}}], "next_cursor": null }""",
        ["CreateUserRequest"] = """{ "id": "ann", "name": "Ann", "metadata": { "team": "blue" } }""",
        ["ChangeUserRequest"] = """{ "name": "Ann Smith", "metadata": { "team": "red" } }""",
        ["Message"] = Message,
        ["MessagePage"] = $$"""{ "items": [{{Message}}], "next_cursor": null }""",
        ["SendMessageRequest"] = """{ "sender_id": "ann", "recipient_id": "bob", "body": "Hi Bob" }""",
        ["EditMessageRequest"] = """{ "body": "Hi Bob!" }""",
        ["Conversation"] = Conversation,
        ["ConversationPage"] = $$"""{ "items": [{{Conversation}}], "next_cursor": null }""",
        ["MarkReadRequest"] = """{ "up_to": "01a1fdba-a5d0-74df-a44c-02177b0cff4a" }""",
        ["ReadMarker"] = """{ "last_read_message_id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "unread_count": 0, "unread_capped": false }""",
        ["Service"] = Service,
        ["ServicePage"] = $$"""{ "items": [{{Service}}], "next_cursor": null }""",
        ["CreateServiceRequest"] = """{ "id": "123", "name": "Inspection" }""",
        ["RenameServiceRequest"] = """{ "name": "Visit" }""",
        ["Order"] = Order,
        ["OrderPage"] = $$"""{ "items": [{{Order}}], "next_cursor": null }""",
        ["CreateOrderRequest"] = """{ "id": "223", "datetime": "2022-11-01T11:11:11.111Z", "totalfee": 100, "services": [{ "id": "123" }] }""",
        ["UpdateOrderRequest"] = """{ "datetime": "2022-11-01T15:00:00+01:00", "totalfee": 99.95, "services": [{ "id": "123" }, { "id": "789" }] }""",
        ["Availability"] = """
            {
              "free": [
                { "from": "2022-11-01T00:00:00.000Z", "to": "2022-11-01T08:11:11.111Z" },
                { "from": "2022-11-01T14:11:11.111Z", "to": "2022-11-02T00:00:00.000Z" }
              ]
            }
            """,
        ["OrderConflictProblem"] = """
            {
              "type": "/problems/order-conflict", "title": "Another order is within three hours", "status": 409,
              "detail": "Order 223 at 2022-11-01T11:11:11.111Z is 1:00:00 away; orders that share a service must lie at least three hours apart.",
              "instance": "/v1/orders", "code": "order_conflict", "trace_id": "389d7b7994faa438141c358ea1be2edb", "window": "PT3H",
              "requested": "2022-11-01T12:11:11.111Z",
              "conflicts": [{ "order_id": "223", "datetime": "2022-11-01T11:11:11.111Z", "service_ids": ["123"], "gap_seconds": 3600 }],
              "next_available": "2022-11-01T14:11:11.111Z", "previous_available": "2022-11-01T08:11:11.111Z"
            }
            """,
        ["SmsMessage"] = SmsMessage,
        ["SmsMessagePage"] = $$"""{ "items": [{{SmsMessage}}], "next_cursor": null }""",
        ["SendSmsRequest"] = """{ "recipient_phone": "5555550001", "message_body": "Your visit is at 14:00.", "send_at": "2026-12-01T09:00:00+01:00" }""",
        ["PreviewSmsRequest"] = """{ "recipient_phone": "5555550001", "message_body": "Your visit is at 14:00." }""",
        ["SmsPreview"] = """{ "recipient_phone": "+15555550001", "encoding": "GSM-7", "characters": 23, "segments": 1 }""",
        ["ServiceKey"] = $$"""{ {{ServiceKey}} }""",
        ["ServiceKeyPage"] = $$"""{ "items": [{ {{ServiceKey}} }], "next_cursor": null }""",
        ["CreateServiceKeyRequest"] = """{ "name": "shop", "scopes": ["users", "messages", "orders"] }""",
        ["IssuedServiceKey"] = $$"""{ {{ServiceKey}}, "key": "ck_7Wl0uOZ1mA3v5cEjQh9sYtRbXnKfGp2dTz8L4iMwV6o" }""",
        ["MintUserTokenRequest"] = """{ "expires_in": 3600 }""",
        ["UserToken"] = """{ "token": "CfDJ8N...", "user_id": "ann", "expires_in": 3600, "expires_at": "2026-11-21T10:30:00.000Z" }""",
        ["Health"] = """{ "status": "ok" }""",
        ["Problem"] = """
            {
              "type": "/problems/user-not-found", "title": "There is no user with this id", "status": 404,
              "detail": "/recipient_id: There is no user with this id.", "instance": "/v1/messages", "code": "user_not_found",
              "trace_id": "389d7b7994faa438141c358ea1be2edb",
              "errors": [{ "pointer": "/recipient_id", "code": "user_not_found", "detail": "There is no user with this id." }]
            }
            """,
    };

    /// <summary>The example for a schema, or null.</summary>
    public static JsonNode? For(string schema) => BySchema.TryGetValue(schema, out var json) ? JsonNode.Parse(json) : null;
}
