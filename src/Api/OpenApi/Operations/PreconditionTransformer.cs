using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents the entity tags of operations that answer 304 or 412.</summary>
internal sealed class PreconditionTransformer : IOpenApiOperationTransformer
{
    public const string ETag = "Entity tag of this representation.";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.HasStatus(StatusCodes.Status304NotModified))
        {
            operation.AddRequestHeader("If-None-Match", "ETag of the client's copy. If the copy is current, the response is 304.");
            operation.AddResponseHeader("ETag", ETag, StatusCodes.Status200OK, StatusCodes.Status304NotModified);
        }

        if (operation.HasStatus(StatusCodes.Status412PreconditionFailed))
        {
            operation.AddRequestHeader(
                "If-Match", "ETag on which the change is based. If absent, the change applies to the current version.");
            operation.AddResponseHeader("ETag", ETag, StatusCodes.Status200OK);
        }

        return Task.CompletedTask;
    }
}
