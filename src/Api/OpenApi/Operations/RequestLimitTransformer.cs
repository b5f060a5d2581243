using Concierge.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents the limits of the target and the headers, which hold for every operation.</summary>
internal sealed class RequestLimitTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var error in new[] { HttpErrors.TargetTooLong, HttpErrors.HeadersTooLarge })
        {
            operation.AddRefusal(context.Document!, error.Status, error.Code);
        }

        return Task.CompletedTask;
    }
}
