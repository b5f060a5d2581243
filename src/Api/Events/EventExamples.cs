using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Events;

/// <summary>Examples of the feed for the OpenAPI document.</summary>
internal sealed class EventExamples : IOpenApiExamples
{
    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["Changes"] = """
            {
              "items": [
                {
                  "id": "k7d2-1048577", "type": "message.created", "timestamp": "2026-11-29T18:01:12.123Z",
                  "resource_id": "5f0c1a52-8f57-8a83-9b3e-3f6d8a1f6f10-17",
                  "data": {
                    "conversation_id": "5f0c1a52-8f57-8a83-9b3e-3f6d8a1f6f10", "sender_id": "ann", "recipient_id": "bob",
                    "position": 17, "version": 1
                  }
                }
              ],
              "next_after": "k7d2-1048577", "has_more": false, "latest": "k7d2-1048577"
            }
            """,
        ["ExpiredResumePointProblem"] = """
            {
              "type": "/problems/resume-point-expired", "title": "The feed no longer has the events after this id", "status": 410,
              "detail": "The events after this id are older than the feed keeps.", "instance": "/changes",
              "code": "resume_point_expired", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
              "oldest": "k7d2-524288", "latest": "k7d2-1048577", "reason": "retention"
            }
            """,
    };
}
