using System.Text.Json.Nodes;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.OpenApi.Schemas;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Adds the example of each schema that is a body of its own.</summary>
internal sealed class ExamplesTransformer(IEnumerable<IOpenApiExamples> features) : IOpenApiDocumentTransformer
{
    private const string Problem = """
        {
          "type": "/problems/user-not-found", "title": "There is no user with this id", "status": 404,
          "detail": "/recipient_id: There is no user with this id.", "instance": "/v1/messages", "code": "user_not_found",
          "trace_id": "389d7b7994faa438141c358ea1be2edb",
          "errors": [{ "pointer": "/recipient_id", "code": "user_not_found", "detail": "There is no user with this id." }]
        }
        """;

    private readonly Dictionary<string, string> bySchema = new(features.SelectMany(feature => feature.BySchema))
    {
        ["Problem"] = Problem,
        ["Health"] = """{ "status": "ok" }""",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (ExampleOf(name) is { } example)
            {
                ((OpenApiSchema)schema).Examples = [example];
            }
        }

        return Task.CompletedTask;
    }

    private JsonNode? ExampleOf(string schema) =>
        bySchema.TryGetValue(schema, out var json) ? JsonNode.Parse(json)
        : SchemaNames.OfItem(schema) is { } name && ExampleOf(name) is { } item
            ? new JsonObject { ["items"] = new JsonArray(item), ["next_cursor"] = null }
        : null;
}
