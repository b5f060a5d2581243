using Concierge.Api.OpenApi.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Describes the tags with the text of <see cref="ApiTagAttribute"/>.</summary>
internal sealed class TagTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var attributes = context.DescriptionGroups
            .SelectMany(group => group.Items)
            .SelectMany(operation => operation.ActionDescriptor.EndpointMetadata)
            .OfType<ApiTagAttribute>()
            .ToList();
        foreach (var tag in document.Tags!)
        {
            tag.Description = attributes.Find(attribute => attribute.Tags[0] == tag.Name && attribute.Description is not null)?.Description;
        }

        return Task.CompletedTask;
    }
}
