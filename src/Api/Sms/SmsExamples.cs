using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Sms;

/// <summary>Examples of SMS messages for the OpenAPI document.</summary>
internal sealed class SmsExamples : IOpenApiExamples
{
    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["SmsMessage"] = """
            {
              "message_id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "recipient_phone": "+15555550001",
              "message_body": "Your visit is at 14:00.",
              "timestamp": "2026-11-21T09:31:00.000Z", "status": "sent", "is_final": false, "segments": 1, "attempts": 1,
              "error": null, "provider_message_id": "SM0123456789abcdef0123456789abcdef", "send_at": null,
              "expires_at": "2026-11-21T13:31:00.000Z", "metadata": { "visit": "4711" }, "redacted_at": null,
              "status_history": [
                { "status": "queued", "at": "2026-11-21T09:31:00.000Z" },
                { "status": "sending", "at": "2026-11-21T09:31:00.012Z" },
                { "status": "sent", "at": "2026-11-21T09:31:00.431Z" }
              ]
            }
            """,
        ["SendSmsRequest"] =
            """
            {
              "recipient_phone": "5555550001", "message_body": "Your visit is at 14:00.", "send_at": "2026-12-01T09:00:00+01:00",
              "time_to_live": 3600, "metadata": { "visit": "4711" }
            }
            """,
        ["PreviewSmsRequest"] = """{ "recipient_phone": "5555550001", "message_body": "Your visit is at 14:00." }""",
        ["DeliveryReport"] = """{ "MessageSid": "SM0123456789abcdef0123456789abcdef", "MessageStatus": "delivered" }""",
        ["SmsPreview"] = """{ "recipient_phone": "+15555550001", "encoding": "GSM-7", "characters": 23, "segments": 1 }""",
    };
}
