using Concierge.Api.Events;
using Concierge.Application.Events;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.Webhooks;

/// <summary>
/// Describes the requests that receivers of webhooks get, under <c>webhooks</c> (OpenAPI 3.1): one for each type of event, and the test.
/// </summary>
internal sealed class WebhookRequests : IOpenApiDocumentTransformer
{
    private const string Test = "webhook.test";

    /// <summary>Headers by Standard Webhooks, which signs the body.</summary>
    private static readonly (string Name, string Description)[] Headers =
    [
        ("webhook-id", "Id of the event, the same on every attempt. Use it to recognize an event that arrives twice."),
        ("webhook-timestamp", "Time of the attempt, in seconds since 1970. Refuse times that are more than five minutes away."),
        ("webhook-signature", "A signature for each valid secret, separated by spaces, for example `v1,g0hM9SsE...`. One must match."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, description) in Headers)
        {
            document.AddComponent<IOpenApiParameter>(name, new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Required = true,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        document.Webhooks = EventCatalog.All.ToDictionary(
            type => type.Name,
            IOpenApiPathItem (type) => RequestOf(
                type.Name, $"An event of the type {type.Name}", new OpenApiSchemaReference(EventSchemas.NameOf(type), document), document));
        document.Webhooks[Test] = RequestOf(
            Test, "The event that the test of an endpoint sends",
            EventSchemas.SchemaOf(
                Test, "^test_[0-9a-f]{32}$", "It is not in the feed.", new OpenApiSchema { Type = JsonSchemaType.Object }),
            document);
        return Task.CompletedTask;
    }

    private static OpenApiPathItem RequestOf(string type, string summary, IOpenApiSchema schema, OpenApiDocument document) =>
        new()
        {
            Operations = new()
            {
                [HttpMethod.Post] = new OpenApiOperation
                {
                    OperationId = $"receive{EventSchemas.WordsOf(type)}",
                    Summary = summary,
                    Parameters = [.. Headers.Select(header => new OpenApiParameterReference(header.Name, document))],
                    RequestBody = new OpenApiRequestBody
                    {
                        Required = true,
                        Content = new Dictionary<string, OpenApiMediaType>
                        {
                            ["application/json"] = new OpenApiMediaType { Schema = schema },
                        },
                    },
                    Responses = new()
                    {
                        ["2XX"] = new OpenApiResponse { Description = "The event is stored. Anything else is tried again." },
                        ["410"] = new OpenApiResponse { Description = "The receiver wants no more events: the endpoint is disabled." },
                    },
                    Security = [],
                },
            },
        };
}
