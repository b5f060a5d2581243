using Concierge.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>
/// Documents what holds for every operation: the limits of the target and the headers, and that Development mode refuses requests of
/// websites.
/// </summary>
internal sealed class RequestLimitTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var error in new[] { HttpErrors.TargetTooLong, HttpErrors.HeadersTooLarge })
        {
            operation.AddRefusal(context.Document!, error.Status, error.Code);
        }

        operation.AddRefusal(context.Document!, StatusCodes.Status403Forbidden, "host_not_local");
        if (context.Description.HttpMethod != HttpMethods.Get)
        {
            operation.AddRefusal(context.Document!, StatusCodes.Status403Forbidden, "cross_site");
        }

        return Task.CompletedTask;
    }
}
