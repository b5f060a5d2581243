using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Schemas;

/// <summary>Writes a reference that can be null as "one of the reference and null", with the description beside it.</summary>
internal sealed class NullableReferenceTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var schema in document.Components!.Schemas!.Values)
        {
            foreach (var (name, property) in schema.Properties?.ToList() ?? [])
            {
                if (ReferenceIn(property) is OpenApiSchemaReference reference)
                {
                    schema.Properties![name] = new OpenApiSchema
                    {
                        Description = reference.Reference.Description ?? property.Description,
                        OneOf =
                        [
                            new OpenApiSchemaReference(reference.Reference.Id!, document),
                            new OpenApiSchema { Type = JsonSchemaType.Null },
                        ],
                    };
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Gets the reference in "one of null and a reference"; null for any other schema.</summary>
    public static IOpenApiSchema? ReferenceIn(IOpenApiSchema schema) =>
        schema.OneOf?.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null);
}
