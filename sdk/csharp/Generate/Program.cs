using System.Globalization;
using NJsonSchema;
using NJsonSchema.CodeGeneration;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

// Generates the client (second argument) from the document (first argument). Code here covers what NSwag has no settings for: C# names,
// enumerations as types that accept values of a later version (Templates/Enum.liquid), and methods that read a whole list
// (Templates/Client.Class.Body.liquid).
var document = await OpenApiDocument.FromFileAsync(args[0]);

foreach (var operation in document.Operations.Select(described => described.Operation))
{
    // Editors show the summary.
    (operation.Summary, operation.Description) = (operation.Description, null);
}

foreach (var schema in document.Components.Schemas.Values)
{
    // Members of a later version are ignored, not collected.
    schema.AllowAdditionalProperties = false;
}

// A union of problems is read by its code (ProblemConverter). NSwag would read it as its first choice.
var anyProblem = document.Components.Schemas["IProblem"] = new JsonSchema { Type = JsonObjectType.Object };
foreach (var content in document.Operations.SelectMany(described => described.Operation.Responses.Values)
    .SelectMany(response => response.Content.Values).Where(content => content.Schema?.OneOf.Count > 1))
{
    content.Schema = new JsonSchema { Reference = anyProblem };
}

document.Components.Schemas.Remove("OtherProblem");

// Likewise, an event is read by its type (FeedEventConverter). The stream of events never ends, so no method can return it.
var events = document.Components.Schemas["FeedEvent"].DiscriminatorObject!.Mapping.ToDictionary(
    type => type.Key, type => document.Components.Schemas.Single(schema => schema.Value == type.Value.ActualSchema).Key);
document.Components.Schemas["Changes"].Properties["items"].Item =
    new JsonSchema { Reference = document.Components.Schemas["IFeedEvent"] = new JsonSchema { Type = JsonObjectType.Object } };
document.Components.Schemas.Remove("FeedEvent");
document.Paths.Remove("/events");

var settings = new CSharpClientGeneratorSettings
{
    ClassName = "ConciergeClient",
    ExceptionClass = "ConciergeException",
    ResponseClass = "ConciergeResponse",
    WrapResponses = true,
    GenerateOptionalParameters = true,
    OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
    ParameterNameGenerator = new ParameterNames(),
    ParameterDateTimeFormat = "o",
    DisposeHttpClient = false,
    CSharpGeneratorSettings =
    {
        Namespace = "Concierge.Client",
        ExcludedTypeNames = ["IProblem", "IFeedEvent"],
        JsonLibrary = CSharpJsonLibrary.SystemTextJson,
        ClassStyle = CSharpClassStyle.Poco,
        GenerateNullableReferenceTypes = true,
        GenerateOptionalPropertiesAsNullable = true,
        GenerateDataAnnotations = false,
        UseRequiredKeyword = true,
        ArrayType = "System.Collections.Generic.IReadOnlyList",
        DictionaryType = "System.Collections.Generic.IReadOnlyDictionary",
        DateType = "System.DateTimeOffset",
        DateTimeType = "System.DateTimeOffset",
        PropertyNameGenerator = new PropertyNames(),
        TemplateDirectory = Path.Combine(AppContext.BaseDirectory, "Templates"),
    },
};

var code = new CSharpClientGenerator(document, settings).GenerateFile()
    .ReplaceLineEndings("\n")
    .Replace("System.Text.Json.Serialization.JsonStringEnumConverter<", "TextConverter<", StringComparison.Ordinal)

    // Sends {} for an absent body; NSwag would send null: https://github.com/RicoSuter/NSwag/issues/3839
    .Replace("SerializeToUtf8Bytes(body, ", "SerializeToUtf8Bytes(body ?? new object(), ", StringComparison.Ordinal);
var contracts = document.Components.Schemas.SelectMany(schema => (schema.Key, schema.Value.Properties) switch
{
    (var name, { } members) when members.ContainsKey("code") && members.ContainsKey("trace_id") => [$"{name} : IProblem"],
    (var name, { } members) when members.ContainsKey("items") && members.ContainsKey("next_cursor") =>
        [$"{name} : IPage<{name[..^"Page".Length]}>"],
    (var name, _) when events.ContainsValue(name) => [$"{name} : IFeedEvent"],
    _ => Array.Empty<string>(),
});
code += $"\nnamespace {settings.CSharpGeneratorSettings.Namespace}\n{{\n"
    + string.Concat(contracts.Select(contract => $"    public partial class {contract};\n"))
    + "\n    internal static class FeedEventTypes\n    {\n"
    + "        public static readonly System.Collections.Generic.Dictionary<string, System.Type> ByName = new()\n        {\n"
    + string.Concat(events.Select(type => $"            [\"{type.Key}\"] = typeof({type.Value}),\n"))
    + "        };\n    }\n}\n";
await File.WriteAllTextAsync(args[1], code);

internal static class Names
{
    /// <summary>Converts a name to Pascal case: unread_count to UnreadCount, X-User-Id to XUserId.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('_', '-').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}

internal sealed class PropertyNames : IPropertyNameGenerator
{
    public string Generate(JsonSchemaProperty property) => Names.Pascal(property.Name);
}

internal sealed class ParameterNames : IParameterNameGenerator
{
    public string Generate(OpenApiParameter parameter, IEnumerable<OpenApiParameter> allParameters)
    {
        var name = Names.Pascal(parameter.Name);
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
