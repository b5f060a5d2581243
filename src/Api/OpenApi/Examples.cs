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
