using Concierge.Api.Problems;

namespace Concierge.Api.RateLimiting;

/// <summary>Errors of the rate limiter.</summary>
internal static class RateLimitErrors
{
    public static readonly HttpError RateLimited =
        new(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests; see the Retry-After header.");
}
