using Concierge.Api.Problems;

namespace Concierge.Api.RateLimiting;

/// <summary>Errors of the rate limiter.</summary>
internal static class RateLimitErrors
{
    public static readonly HttpError RateLimited =
        new(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests; see the Retry-After header.");

    public static readonly HttpError TooManyStreams =
        new(StatusCodes.Status429TooManyRequests, "too_many_streams", "Too many streams at a time; end one, or ask for pages.")
        {
            RetryAfter = 1,
        };
}
