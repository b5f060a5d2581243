using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Concierge.Api.Tests.Fuzzing;

/// <summary>An operation as the OpenAPI document tells it.</summary>
internal sealed record DocumentedOperation(
    string Method, string Path, IReadOnlyList<DocumentedParameter> Parameters,
    JsonNode? Body, bool IsForEverybody, IReadOnlyDictionary<int, IReadOnlySet<string>> Codes)
{
    public override string ToString() => $"{Method} {Path}";
}

internal sealed record DocumentedParameter(string Name, string In, JsonNode Schema);

/// <summary>
/// Documented inputs and outputs of the service: the served OpenAPI document, and docs/errors.md for errors that belong to no operation.
/// </summary>
internal sealed partial class DocumentedApi
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    private readonly JsonNode document;
    private readonly HashSet<string> codes;

    public DocumentedApi(JsonNode document)
    {
        this.document = document;
        Operations = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(member => Methods.Contains(member.Key)).Select(member => Read(member.Key, path.Key, member.Value!)))
            .Where(operation => operation.Path != "/events")];
        codes = [.. File.ReadLines(PathOfErrors()).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(CodesIn)];
    }

    /// <summary>All operations but the stream of events, whose response ends only with its client.</summary>
    public IReadOnlyList<DocumentedOperation> Operations { get; }

    /// <summary>
    /// Whether an error is documented for this operation. If the operation is unknown, the error may be any that is documented.
    /// </summary>
    public bool Knows(DocumentedOperation? operation, int status, string code) =>
        (status, code) is (414, "target_too_long") or (431, "headers_too_large")
        || (operation is null
            ? codes.Contains(code) || Operations.Any(any => any.Codes.GetValueOrDefault(status)?.Contains(code) == true)
            : operation.Codes.GetValueOrDefault(status)?.Contains(code) == true);

    /// <summary>A schema, or the one that it refers to.</summary>
    public JsonNode Resolve(JsonNode schema) =>
        (string?)schema["$ref"] is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;

    /// <summary>Reads an operation, without the parameter that makes a valid request wait.</summary>
    private static DocumentedOperation Read(string method, string path, JsonNode node) => new(
        method.ToUpperInvariant(),
        path,
        [.. (node["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string?)parameter!["name"] != "wait")
            .Select(parameter => new DocumentedParameter((string)parameter!["name"]!, (string)parameter["in"]!, parameter["schema"]!))],
        node["requestBody"]?["content"]?["application/json"]?["schema"],
        node["security"]!.AsArray().Count == 0,
        node["responses"]!.AsObject().ToDictionary(
            response => int.Parse(response.Key, CultureInfo.InvariantCulture),
            response => (IReadOnlySet<string>)CodesIn((string)response.Value!["description"]!).ToHashSet()));

    private static IEnumerable<string> CodesIn(string text) => Code().Matches(text).Select(match => match.Groups[1].Value);

    private static string PathOfErrors([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "errors.md");

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Code();
}
