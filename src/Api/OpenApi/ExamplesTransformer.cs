using System.Globalization;
using System.Text.Json.Nodes;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.OpenApi.Schemas;
using Concierge.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Adds the example of each schema that is a body of its own, and the example of each error code.</summary>
internal sealed class ExamplesTransformer(IEnumerable<IOpenApiExamples> features) : IOpenApiDocumentTransformer
{
    private readonly Dictionary<string, string> bySchema = new(features.SelectMany(feature => feature.BySchema))
    {
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

        var extended = bySchema.Values.Select(json => JsonNode.Parse(json)!).Where(example => example["code"] is not null)
            .ToDictionary(example => (string)example["code"]!);
        foreach (var (code, path) in PathsByCode(document))
        {
            var problem = ProblemCatalog.All.Single(described => described.Code == code);
            var example = extended.GetValueOrDefault(code) ?? ExampleOf(problem, path);
            document.AddComponent<IOpenApiExample>(code, new OpenApiExample { Summary = problem.Meaning, Value = example });
        }

        return Task.CompletedTask;
    }

    /// <summary>Gets each code of the document, with the first path that has it.</summary>
    private static SortedDictionary<string, string> PathsByCode(OpenApiDocument document)
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, item) in document.Paths)
        {
            var contents = item.Operations!.Values
                .SelectMany(operation => operation.Responses!.Values)
                .SelectMany(response => response.Content?.Values ?? []);
            foreach (var code in contents.SelectMany(content => content.Examples?.Keys ?? []))
            {
                paths.TryAdd(code, path);
            }
        }

        return paths;
    }

    private static JsonObject ExampleOf(ProblemDescription problem, string path)
    {
        var example = new JsonObject
        {
            ["type"] = problem.Type,
            ["title"] = problem.Meaning.TrimEnd('.'),
            ["status"] = int.Parse(problem.Statuses, CultureInfo.InvariantCulture),
            ["detail"] = problem.Meaning,
            ["instance"] = $"/v1{path.Replace("{id}", "223", StringComparison.Ordinal)}",
            ["code"] = problem.Code,
            ["trace_id"] = "389d7b7994faa438141c358ea1be2edb",
        };
        if (problem.Code == "validation_failed")
        {
            example["errors"] = new JsonArray(
                new JsonObject { ["pointer"] = "/name", ["code"] = "required", ["detail"] = "This member is required." });
        }

        return example;
    }

    private JsonNode? ExampleOf(string schema) =>
        bySchema.TryGetValue(schema, out var json) ? JsonNode.Parse(json)
        : SchemaNames.OfItem(schema) is { } name && ExampleOf(name) is { } item
            ? new JsonObject { ["items"] = new JsonArray(item), ["next_cursor"] = null }
        : null;
}
