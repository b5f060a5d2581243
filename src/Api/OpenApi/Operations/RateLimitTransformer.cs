using Concierge.Api.Authentication;
using Concierge.Api.RateLimiting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>
/// Documents the rate limit: its headers and the refusal. Of operations that limit their refusals only these have the headers.
/// </summary>
internal sealed class RateLimitTransformer : IOpenApiOperationTransformer
{
    private static readonly int[] Limited =
        [StatusCodes.Status200OK, StatusCodes.Status201Created, StatusCodes.Status204NoContent, StatusCodes.Status429TooManyRequests];

    private static readonly int[] Refused = [StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var limitsRefusals = metadata.OfType<LimitsRefusalsAttribute>().Any();
        if (limitsRefusals || metadata.OfType<RequiresScopeAttribute>().Any())
        {
            var limited = limitsRefusals ? Refused : Limited;
            operation.AddRefusal(context.Document!, RateLimitErrors.RateLimited.Status, RateLimitErrors.RateLimited.Code);
            operation.AddResponseHeader("RateLimit-Policy", "Quota of the caller: requests (q) per window in seconds (w).", limited);
            operation.AddResponseHeader("RateLimit", "Requests left (r), and seconds until the quota is full again (t).", limited);
        }

        return Task.CompletedTask;
    }
}
