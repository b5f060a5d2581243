using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Access;

/// <summary>Examples of service keys and user tokens for the OpenAPI document.</summary>
internal sealed class AccessExamples : IOpenApiExamples
{
    private const string Members = """
        "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4a", "name": "shop", "scopes": ["users", "messages", "orders"],
        "created_at": "2026-11-21T09:30:00.000Z", "last_used_at": null, "expires_at": null, "revoked_at": null
        """;

    private const string TokenMembers = """
        "id": "01a1fdba-a5d0-74df-a44c-02177b0cff4b", "user_id": "ann", "scopes": ["messages"], "minted_by": "shop",
        "created_at": "2026-11-21T09:30:00.000Z", "expires_at": "2026-11-21T10:30:00.000Z"
        """;

    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["ServiceKey"] = $$"""{ {{Members}} }""",
        ["CreateServiceKeyRequest"] = """{ "name": "shop", "scopes": ["users", "messages", "orders"] }""",
        ["RotateServiceKeyRequest"] = """{ "overlap": 86400 }""",
        ["IssuedServiceKey"] = $$"""{ {{Members}}, "key": "ck_7Wl0uOZ1mA3v5cEjQh9sYtRbXnKfGp2dTz8L4iMwV6o" }""",
        ["MintUserTokenRequest"] = """{ "expires_in": 3600, "scopes": ["messages"] }""",
        ["UserToken"] = $$"""{ {{TokenMembers}} }""",
        ["IssuedUserToken"] = $$"""{ {{TokenMembers}}, "token": "CfDJ8N...", "expires_in": 3600 }""",
    };
}
