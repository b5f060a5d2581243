using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Audit;

/// <summary>Examples of audit records for the OpenAPI document.</summary>
internal sealed class AuditExamples : IOpenApiExamples
{
    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["AuditRecord"] = """
            {
              "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4c", "at": "2026-11-21T09:30:00.000Z", "action": "user_token.minted",
              "target": "ann", "detail": "01a1fdba-a5d0-74df-a44c-02177b0cff4b", "caller_kind": "backend", "caller_name": "shop",
              "credential": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "acting_user": null
            }
            """,
    };
}
