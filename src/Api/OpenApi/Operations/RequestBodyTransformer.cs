using System.Reflection;
using Concierge.Api.Http;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.OpenApi.Schemas;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents request bodies: a reference to the schema of JSON, the fields of a form, and how a bad body is refused.</summary>
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

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<FormAttribute>().SingleOrDefault() is { } form)
        {
            operation.RequestBody = BodyOf(form, document);
        }

        // The body of every POST is read: it is part of the fingerprint of an Idempotency-Key.
        if (operation.RequestBody is not null || context.Description.HttpMethod == HttpMethods.Post)
        {
            operation.AddRefusal(document, HttpErrors.BodyTooLarge.Status, HttpErrors.BodyTooLarge.Code);
            foreach (var status in new[] { StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout })
            {
                operation.AddRefusal(document, status, HttpErrors.Of(status).Code);
            }
        }

        return Task.CompletedTask;
    }

    private static OpenApiRequestBody BodyOf(FormAttribute form, OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(form.Name, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = form.Fields.ToDictionary(
                field => field, IOpenApiSchema (_) => new OpenApiSchema { Type = JsonSchemaType.String }),
        });
        return new()
        {
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/x-www-form-urlencoded"] = new() { Schema = new OpenApiSchemaReference(form.Name, document) },
            },
        };
    }
}
