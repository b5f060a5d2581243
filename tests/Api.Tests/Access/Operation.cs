using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;

namespace Concierge.Api.Tests.Access;

/// <summary>An operation of the served OpenAPI document.</summary>
internal sealed partial record Operation(string Method, string Path, JsonNode Node)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    /// <summary>Scope that a service key needs; null for an anonymous operation.</summary>
    public string? Scope =>
        Security.Select(choice => choice!["serviceKey"]?.AsArray()).OfType<JsonArray>().SingleOrDefault() is [var scope]
            ? (string?)scope
            : null;

    /// <summary>Whether the operation accepts the token of a user.</summary>
    public bool TakesUserTokens => Security.Any(choice => choice!["userToken"] is not null);

    public HttpMethod HttpMethod => new(Method.ToUpperInvariant());

    /// <summary>Path with ids of no resource.</summary>
    public string Target => Parameter().Replace(Path, match =>
    {
        var schema = Node["parameters"]!.AsArray().Single(parameter => (string?)parameter!["name"] == match.Groups[1].Value)!["schema"]!;
        return Path.StartsWith("/messages/{id}", StringComparison.Ordinal) && match.Groups[1].Value == "id" ? MessageSteps.UnknownMessage
            : (string?)schema["format"] == "uuid" ? "01900000-0000-7000-8000-000000000000"
            : (string?)schema["enum"]?[0] ?? "nobody";
    });

    /// <summary>A body to send; null for an operation without one.</summary>
    public string? Body => Node["requestBody"] is null ? null : "{}";

    public bool IsAnonymous => Security.Count == 0;

    private JsonArray Security => Node["security"]!.AsArray();

    /// <summary>Whether a response ends only with its client.</summary>
    private bool IsStreamOfEvents => Node["responses"]!["200"]?["content"]?["text/event-stream"] is not null;

    /// <summary>Reads all operations but the stream of events, which a test would wait for without end.</summary>
    public static async Task<List<Operation>> AllAsync(ApiFixture api)
    {
        var document = (await api.GetAsync("/openapi/v1.json")).Json;
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(member => Methods.Contains(member.Key)).Select(member => new Operation(member.Key, path.Key, member.Value!)))
            .Where(operation => !operation.IsStreamOfEvents)];
    }

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
