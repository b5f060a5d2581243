using System.Reflection;
using Concierge.Api.Http;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Schemas;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents JSON bodies: a plain reference to their schema, and how a bad body is refused.</summary>
internal sealed class RequestBodyTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
        {
            content.Schema = NullableReferenceTransformer.ReferenceIn(content.Schema!) ?? content.Schema;
            operation.AddRefusal(
                document, StatusCodes.Status400BadRequest, JsonErrors.Malformed.Code, "unknown_field", "duplicate_field", "text_invalid");
            operation.AddRefusal(document, HttpErrors.UnsupportedMediaType.Status, HttpErrors.UnsupportedMediaType.Code);
        }

        if (context.Description.ParameterDescriptions.Any(body => body.Type?.IsDefined(typeof(ReplacesAttribute)) == true))
        {
            operation.AddRefusal(document, StatusCodes.Status400BadRequest, JsonErrors.IdMismatch.Code);
        }

        if (ContentEncodingFilter.ReadsBody(context.Description.HttpMethod))
        {
            operation.AddRefusal(
                document, HttpErrors.ContentEncodingUnsupported.Status, HttpErrors.ContentEncodingUnsupported.Code);
        }

        // The body of every POST is read: it is part of the fingerprint of an Idempotency-Key.
        if (operation.RequestBody is not null || context.Description.HttpMethod == HttpMethods.Post)
        {
            operation.AddRefusal(document, HttpErrors.BodyTooLarge.Status, HttpErrors.BodyTooLarge.Code);
        }

        return Task.CompletedTask;
    }
}
