using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Services;

/// <summary>Examples of services for the OpenAPI document.</summary>
internal sealed class ServiceExamples : IOpenApiExamples
{
    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["Service"] = """
            {
              "id": "123", "name": "Inspection", "active": true,
              "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z"
            }
            """,
        ["CreateServiceRequest"] = """{ "id": "123", "name": "Inspection" }""",
        ["UpdateServiceRequest"] = """{ "name": "Visit", "active": false }""",
    };
}
