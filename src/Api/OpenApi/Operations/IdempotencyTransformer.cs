using Concierge.Api.Idempotency;
using Concierge.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents the <c>Idempotency-Key</c> of each POST whose response is stored.</summary>
internal sealed class IdempotencyTransformer : IOpenApiOperationTransformer
{
    private static readonly HttpError[] Errors = [IdempotencyErrors.KeyInvalid, IdempotencyErrors.InProgress, IdempotencyErrors.KeyReused];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.HttpMethod != HttpMethods.Post
            || !IdempotencyMiddleware.StoresResponses(context.Description.ActionDescriptor.EndpointMetadata))
        {
            return Task.CompletedTask;
        }

        operation.AddRequestHeader(
            IdempotencyMiddleware.Header,
            "Makes the request safe to retry: for 24 hours, a repeat gets the stored response. A repeat has the same body, byte for byte.",
            "^[!-~]{1,255}$");
        foreach (var error in Errors)
        {
            operation.AddRefusal(context.Document!, error.Status, error.Code);
        }

        operation.AddResponseHeader("Retry-After", "Seconds to wait before the next attempt.", IdempotencyErrors.InProgress.Status);
        operation.AddResponseHeader("Location", "Address of the new resource.", StatusCodes.Status201Created);
        operation.AddResponseHeader(
            IdempotencyMiddleware.ReplayedHeader,
            "true if the request was executed earlier. A new resource is shown as it was then, an existing one as it is now.",
            StatusCodes.Status200OK, StatusCodes.Status201Created);
        return Task.CompletedTask;
    }
}
