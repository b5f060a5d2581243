using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Users;

/// <summary>Examples of users for the OpenAPI document.</summary>
internal sealed class UserExamples : IOpenApiExamples
{
    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["User"] = """
            {
              "id": "ann", "name": "Ann", "metadata": { "team": "blue" }, "status": "active",
              "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z"
            }
            """,
        ["Peer"] = """{ "id": "bob", "name": "Bob", "status": "active" }""",
        ["CreateUserRequest"] = """{ "id": "ann", "name": "Ann", "metadata": { "team": "blue" } }""",
        ["ChangeUserRequest"] = """{ "name": "Ann Smith", "metadata": { "team": "red" } }""",
    };
}
