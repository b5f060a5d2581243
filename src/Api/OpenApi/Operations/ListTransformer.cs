using System.Text.Json.Nodes;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Schemas;
using Concierge.Api.RateLimiting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents operations that answer with a page: the stream, the <c>Link</c> header, and bad cursors.</summary>
internal sealed class ListTransformer : IOpenApiOperationTransformer
{
    /// <summary>
    /// Extension that holds the schema of a line of the stream. As a second media type of the response, the stream would make generators
    /// type every list as "page or item" (docs/decisions/0013-lists-as-streams.md).
    /// </summary>
    private const string NdjsonItem = "x-ndjson-item";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var items = context.Description.SupportedResponseTypes.Select(response => SchemaNames.ItemOf(response.Type));
        if (items.OfType<Type>().SingleOrDefault() is not { } item)
        {
            return Task.CompletedTask;
        }

        var response = operation.Responses!["200"];
        response.Description = $"A page. If the client prefers {Ndjson.ContentType}: the list from the cursor to its end, "
            + "one item per line; an aborted response is incomplete.";
        ((OpenApiResponse)response).AddExtension(
            NdjsonItem, new JsonNodeExtension(new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaNames.Of(item)}" }));
        operation.AddResponseHeader(
            "Link", "Address of the next page with rel=\"next\" (RFC 8288); absent on the last page.", StatusCodes.Status200OK);
        operation.AddRefusal(context.Document!, StatusCodes.Status400BadRequest, "cursor_invalid");
        operation.AddRefusal(context.Document!, RateLimitErrors.TooManyStreams.Status, RateLimitErrors.TooManyStreams.Code);
        return Task.CompletedTask;
    }
}
