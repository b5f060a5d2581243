using Microsoft.AspNetCore.RateLimiting;

namespace Concierge.Api.RateLimiting;

/// <summary>
/// Tells the callers of accepted requests their remaining quota. Comes after the rate limiter, which tells the callers of rejected ones.
/// </summary>
internal sealed class RateLimitHeadersMiddleware(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null)
        {
            limits.SetHeaders(context);
        }

        return next(context);
    }
}
