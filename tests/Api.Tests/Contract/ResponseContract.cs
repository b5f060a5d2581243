using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Concierge.Api.Tests.Contract;

/// <summary>
/// Compares responses with an OpenAPI document: status, media type, schema, and the code of a problem. Members that the document does not
/// name are deviations, too, although clients must accept them.
/// </summary>
internal sealed class ResponseContract
{
    private const string Json = "application/json";

    private const string Problem = "application/problem+json";

    private const string Ndjson = "application/x-ndjson";

    /// <summary>Start of the paths that serve pages for people, or the document itself. The document does not describe them.</summary>
    private static readonly string[] Undocumented = ["docs", "openapi", "problems", "console", ""];

    private static readonly EvaluationOptions Flag = new() { RequireFormatValidation = true };

    private static readonly EvaluationOptions Details = new() { RequireFormatValidation = true, OutputFormat = OutputFormat.List };

    private readonly JsonNode document;

    /// <summary>Path templates as segments, literal ones first: a template matches only what no literal path does.</summary>
    private readonly List<(string[] Segments, JsonNode Operations)> paths;

    /// <summary>Compiled schemas by their JSON. Compiling takes longer than all checks of a test.</summary>
    private readonly ConcurrentDictionary<string, JsonSchema> compiled = new(StringComparer.Ordinal);

    public ResponseContract(string document)
    {
        this.document = JsonNode.Parse(document.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
        paths =
        [
            .. this.document["paths"]!.AsObject().Select(path => (Segments: Split(path.Key), path.Value!))
                .OrderBy(path => path.Segments.Count(IsParameter)),
        ];
        foreach (var (_, schema) in this.document["components"]!["schemas"]!.AsObject())
        {
            Close(schema!);
        }
    }

    /// <summary>Reads docs/openapi.json.</summary>
    public static ResponseContract CheckedIn([CallerFilePath] string thisFile = "") =>
        new(File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "openapi.json")));

    /// <summary>Returns what the document does not say of a response; null if it says everything.</summary>
    /// <param name="method">Method of the request.</param>
    /// <param name="path">Path of the request, without query.</param>
    /// <param name="status">Status of the response.</param>
    /// <param name="mediaType">Media type of the response; null without one.</param>
    /// <param name="body">Body of the response; null if it is not to be checked.</param>
    public string? FindDeviation(string method, string path, int status, string? mediaType, string? body)
    {
        var segments = Split(path.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase) ? path[3..] : path);
        var isPreflight = method == "OPTIONS" && status == 204;
        if (isPreflight || Undocumented.Contains(segments[0], StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var isHead = method == "HEAD";
        var operations = paths.FirstOrDefault(known => Matches(known.Segments, segments)).Operations;
        if (operations?[isHead ? "get" : method.ToLowerInvariant()] is not { } operation)
        {
            return FindDeviationOfUnknown(status, mediaType, isHead ? null : body);
        }

        if (operation["responses"]![status.ToString(CultureInfo.InvariantCulture)] is not { } response)
        {
            return $"The document has no status {status} for this operation.";
        }

        if (response["content"] is not { } content)
        {
            return body is null or "" ? null : $"The document has no body for status {status}.";
        }

        return mediaType == Ndjson && response["x-ndjson-item"] is { } item ? FindDeviationOfLines(item, isHead ? null : body)
            : mediaType is null || content[mediaType] is not { } media ? $"The document has no media type {mediaType} for status {status}."
            : isHead || body is null ? null
            : FindDeviation(media["schema"]!, body) ?? FindUnknownCode(media["examples"], body);
    }

    /// <summary>Checks the response to a path or a method that the document does not have: a problem.</summary>
    private string? FindDeviationOfUnknown(int status, string? mediaType, string? body) =>
        status < 400 ? $"The document has no such operation, but the status is {status}."
        : mediaType != Problem ? $"The response is {mediaType}, not a problem."
        : body is null ? null
        : FindDeviation(new JsonObject { ["$ref"] = "#/$defs/Problem" }, body);

    private string? FindDeviationOfLines(JsonNode item, string? body) =>
        body?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => FindDeviation(item, line)).FirstOrDefault(found => found is not null);

    private string? FindDeviation(JsonNode schema, string body)
    {
        using var parsed = JsonDocument.Parse(body);
        var check = compiled.GetOrAdd(schema.ToJsonString(), Compile);
        return check.Evaluate(parsed.RootElement, Flag).IsValid ? null : Describe(check.Evaluate(parsed.RootElement, Details));
    }

    private JsonSchema Compile(string json)
    {
        var schema = JsonNode.Parse(json)!;

        schema["$defs"] = document["components"]!["schemas"]!.DeepClone();
        foreach (var choice in schema["$defs"]!.AsObject().Select(definition => definition.Value!).Append(schema))
        {
            // A keyword of OpenAPI. The constants in the choices say the same.
            choice.AsObject().Remove("discriminator");
        }

        return JsonSchema.FromText(schema.ToJsonString(), new BuildOptions { SchemaRegistry = new() });
    }

    private static string? FindUnknownCode(JsonNode? examples, string body)
    {
        if (examples is null)
        {
            return null;
        }

        var code = (string?)JsonNode.Parse(body)!["code"];
        return examples[code!] is null ? $"The document does not have the code {code} for this operation and status." : null;
    }

    private static string Describe(EvaluationResults results) => string.Join(
        '\n',
        results.Details!.Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}")));

    /// <summary>Forbids members that an object does not name.</summary>
    private static void Close(JsonNode schema)
    {
        if (schema["properties"] is not null && schema["additionalProperties"] is null)
        {
            schema["additionalProperties"] = false;
        }
    }

    private static bool Matches(string[] template, string[] path) =>
        template.Length == path.Length
        && template.Zip(path).All(pair =>
            IsParameter(pair.First)
                ? pair.Second is not ("" or "." or "..")
                : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    /// <summary>Splits a path as routing does, which ignores one slash at its end.</summary>
    private static string[] Split(string path) =>
        [.. (path is [.., '/'] ? path[..^1] : path).Split('/').Skip(1).DefaultIfEmpty("").Select(Uri.UnescapeDataString)];
}
