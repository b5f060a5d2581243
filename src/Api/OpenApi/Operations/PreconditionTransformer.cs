using Concierge.Api.Preconditions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents the conditions of operations that answer 304 or 412, and the entity tag of every response with a resource.</summary>
internal sealed class PreconditionTransformer(IApiDescriptionGroupCollectionProvider operations) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.HasStatus(StatusCodes.Status304NotModified))
        {
            operation.AddRequestHeader("If-None-Match", "ETag of the client's copy. If the copy is current, the response is 304.");
            operation.AddRefusal(context.Document!, StatusCodes.Status400BadRequest, PreconditionErrors.EtagInvalid.Code);
        }

        // A POST has its conditions in its body.
        if (operation.HasStatus(StatusCodes.Status412PreconditionFailed) && context.Description.HttpMethod != HttpMethods.Post)
        {
            operation.AddRequestHeader(
                "If-Match", "ETag on which the change is based. If absent, the change applies to the current version.");
            operation.AddRequestHeader("If-None-Match", "ETag that the resource must not have, or * for any.");
            operation.AddRefusal(context.Document!, StatusCodes.Status400BadRequest, PreconditionErrors.EtagInvalid.Code);
        }

        if (context.Description.SupportedResponseTypes.Any(response => TaggedTypes().Contains(response.Type)))
        {
            operation.AddResponseHeader(
                "ETag", "Entity tag of this representation.",
                StatusCodes.Status200OK, StatusCodes.Status201Created, StatusCodes.Status304NotModified);
        }

        return Task.CompletedTask;
    }

    /// <summary>Gets the types of the resources that have tags: some operation answers 304 for them.</summary>
    private HashSet<Type?> TaggedTypes() =>
    [
        .. operations.ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .Select(operation => operation.SupportedResponseTypes)
            .Where(responses => responses.Any(response => response.StatusCode == StatusCodes.Status304NotModified))
            .SelectMany(responses => responses.Where(response => response.StatusCode == StatusCodes.Status200OK))
            .Select(response => response.Type),
    ];
}
