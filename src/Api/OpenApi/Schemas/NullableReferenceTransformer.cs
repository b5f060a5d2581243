using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Schemas;

/// <summary>
/// Replaces "one of null and a reference" by the plain reference, not required. Generators make a separate type of the former.
/// </summary>
internal sealed class NullableReferenceTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var schema in document.Components!.Schemas!.Values)
        {
            foreach (var (name, property) in schema.Properties?.ToList() ?? [])
            {
                if (ReferenceIn(property) is { } reference)
                {
                    schema.Properties![name] = reference;
                    schema.Required?.Remove(name);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Gets the reference in "one of null and a reference"; null for any other schema.</summary>
    public static IOpenApiSchema? ReferenceIn(IOpenApiSchema schema) =>
        schema.OneOf?.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null);
}
