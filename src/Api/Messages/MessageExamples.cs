using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Messages;

/// <summary>Examples of messages and conversations for the OpenAPI document.</summary>
internal sealed class MessageExamples : IOpenApiExamples
{
    private const string Message = """
        {
          "id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99-1", "conversation_id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99",
          "position": 1, "sender_id": "ann", "recipient_id": "bob", "body": "Hi Bob", "liked_by": ["bob"],
          "created_at": "2026-11-21T09:31:00.000Z", "edited_at": null, "deleted_at": null
        }
        """;

    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["Message"] = Message,
        ["SendMessageRequest"] = """{ "sender_id": "ann", "recipient_id": "bob", "body": "Hi Bob" }""",
        ["EditMessageRequest"] = """{ "body": "Hi Bob!" }""",
        ["Conversation"] = $$"""
            {
              "id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99", "peer": { "id": "ann", "name": "Ann", "status": "active" },
              "last_message": {{Message}},
              "last_activity_at": "2026-11-21T09:31:00.000Z", "unread_count": 1, "unread_capped": false,
              "last_read_message_id": null, "peer_last_read_message_id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99-1"
            }
            """,
        ["UnreadTotals"] = """{ "messages": 3, "conversations": 2, "capped": false }""",
        ["MarkReadRequest"] = """{ "up_to": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99-1" }""",
        ["ReadMarker"] =
            """{ "last_read_message_id": "ed2ccac0-84e1-859b-b1ca-5434a40d0c99-1", "unread_count": 0, "unread_capped": false }""",
    };
}
