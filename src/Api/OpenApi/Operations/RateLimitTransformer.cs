using Concierge.Api.Authentication;
using Concierge.Api.RateLimiting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Documents the rate limit of authenticated operations: its headers and the refusal.</summary>
internal sealed class RateLimitTransformer : IOpenApiOperationTransformer
{
    private static readonly int[] Limited =
        [StatusCodes.Status200OK, StatusCodes.Status201Created, StatusCodes.Status204NoContent, StatusCodes.Status429TooManyRequests];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiresScopeAttribute>().Any())
        {
            operation.AddRefusal(context.Document!, RateLimitErrors.RateLimited.Status, RateLimitErrors.RateLimited.Code);
            operation.AddResponseHeader("RateLimit-Policy", "Quota of the caller: requests (q) per window in seconds (w).", Limited);
            operation.AddResponseHeader("RateLimit", "Requests left (r), and seconds until the quota is full again (t).", Limited);
        }

        return Task.CompletedTask;
    }
}
