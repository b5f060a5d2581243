using Concierge.Api.OpenApi.Schemas;
using Concierge.Application.Events;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using EventId = Concierge.Application.Events.EventId;

namespace Concierge.Api.Events;

/// <summary>
/// Describes each type of event as a schema of its own, and an event as their union, which clients narrow by <c>type</c>.
/// </summary>
internal sealed class EventSchemas : IOpenApiDocumentTransformer
{
    private const string Union = nameof(FeedEvent);

    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var data in EventCatalog.All.Select(type => type.Data).Distinct())
        {
            schemas[data.Name] = await context.GetOrCreateSchemaAsync(data, cancellationToken: cancellationToken);
        }

        foreach (var type in EventCatalog.All)
        {
            schemas[NameOf(type)] = SchemaOf(
                type.Name, EventId.Pattern, $"Seen with the scope {type.Scope}.", new OpenApiSchemaReference(type.Data.Name, document));
        }

        // The framework cannot see through the converter of an event.
        ((OpenApiSchema)schemas[SchemaNames.Of(typeof(ChangesDto))].Properties!["items"]).Items =
            new OpenApiSchemaReference(Union, document);

        // anyOf, although just one fits: the client that NSwag makes for a list of oneOf does not compile.
        schemas[Union] = new OpenApiSchema
        {
            Description = "A change. The data names what changed; read the resource for its present state.",
            AnyOf = [.. EventCatalog.All.Select(type => new OpenApiSchemaReference(NameOf(type), document))],
            Discriminator = new()
            {
                PropertyName = "type",
                Mapping = EventCatalog.All.ToDictionary(type => type.Name, type => new OpenApiSchemaReference(NameOf(type), document)),
            },
        };
    }

    /// <summary>Gets the name of a schema: <c>MessageCreatedEvent</c> for <c>message.created</c>.</summary>
    public static string NameOf(EventType type) => $"{WordsOf(type.Name)}Event";

    /// <summary>Gets the words of a type in Pascal case.</summary>
    public static string WordsOf(string type) =>
        string.Concat(type.Split('.', '_').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    public static OpenApiSchema SchemaOf(string type, string idPattern, string description, IOpenApiSchema data) => new()
    {
        Type = JsonSchemaType.Object,
        Description = $"An event of the type {type}. {description}",
        Required = new HashSet<string> { "id", "type", "timestamp", "resource_id", "data" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["id"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = idPattern,
                Description = "Id of the event, and the place to go on from.",
            },
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = type },
            ["timestamp"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
                Description = "When it happened, by the clock of the database.",
            },
            ["resource_id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Id of the resource that changed." },
            ["data"] = data,
        },
    };
}
