using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Http;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.OpenApi.Schemas;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>
/// Completes path and query parameters from their attributes. The framework reads most of them, and the XML documentation of parameters
/// that have the same name in C# and on the wire; others take a <see cref="DescriptionAttribute"/>. Adds those that an action reads itself.
/// </summary>
internal sealed class ParameterTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            var attributes = AttributesOf(context.Description.ParameterDescriptions.Single(described => described.Name == parameter.Name));
            parameter.Description ??= attributes.OfType<DescriptionAttribute>().SingleOrDefault()?.Description;

            var schema = (OpenApiSchema)parameter.Schema!;
            if (attributes.OfType<DataTypeAttribute>().SingleOrDefault() is { } dataType)
            {
                schema.Format = WireFormatTransformer.FormatOf(dataType);
            }

            // The framework puts the pattern of the items on the array.
            if (schema.Items is OpenApiSchema items)
            {
                (items.Pattern, schema.Pattern) = (schema.Pattern, null);
            }

            if (attributes.OfType<NamedSchemaAttribute>().SingleOrDefault() is { } named)
            {
                parameter.Schema = Reference(context.Document!, named, schema);
            }
        }

        foreach (var raw in context.Description.ActionDescriptor.EndpointMetadata.OfType<RawParameterAttribute>())
        {
            operation.Parameters!.Add(new OpenApiParameter
            {
                Name = raw.Name,
                In = raw.Location,
                Description = raw.Description,
                Required = raw.IsRequired,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            operation.AddRefusal(
                context.Document!, StatusCodes.Status400BadRequest,
                HttpErrors.UnknownParameter.Code, HttpErrors.DuplicateParameter.Code, HttpErrors.ParameterNotText.Code);
        }

        return Task.CompletedTask;
    }

    private static IReadOnlyList<object> AttributesOf(ApiParameterDescription parameter) =>
        ((DefaultModelMetadata)parameter.ModelMetadata).Attributes.Attributes;

    private static OpenApiSchemaReference Reference(OpenApiDocument document, NamedSchemaAttribute named, OpenApiSchema schema)
    {
        if (named.Values.Count > 0)
        {
            document.AddComponent<IOpenApiSchema>(
                named.Name, new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. named.Values], Default = schema.Default });
        }

        return new(named.Name, document);
    }
}
