using Concierge.Api.OpenApi.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Describes the tags with the text of <see cref="ApiTagAttribute"/>, and puts them in the order of reading.</summary>
internal sealed class TagTransformer : IOpenApiDocumentTransformer
{
    /// <summary>First what a caller needs first: credentials, users, and what users do. Last what operators need.</summary>
    private static readonly string[] Order =
    [
        "Access", "Users", "Conversations", "Messages", "Services", "Orders", "SMS messages", "Events", "Webhooks", "Audit", "Operations",
    ];

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

        // Sorting is stable, so a tag that is not in the list comes first, where the test of the order finds it.
        document.Tags = document.Tags!.OrderBy(tag => Array.IndexOf(Order, tag.Name)).ToHashSet();
        return Task.CompletedTask;
    }
}
