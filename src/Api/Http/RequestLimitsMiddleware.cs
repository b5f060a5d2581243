using Concierge.Api.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Concierge.Api.Http;

/// <summary>
/// Refuses a target or headers that are too large, in the contract's words. The web server's own bounds, twice as wide, end what is beyond all measure without
/// a word.
/// </summary>
internal sealed class RequestLimitsMiddleware(RequestDelegate next)
{
    /// <summary>Longest path with its query, in characters as they are sent.</summary>
    public const int MaxTarget = 8 * 1024;

    /// <summary>All headers, names and values, in bytes.</summary>
    public const int MaxHeaders = 16 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > MaxTarget)
        {
            return ProblemWriter.WriteAsync(context, HttpErrors.TargetTooLong);
        }

        var size = 0;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                size += name.Length + value!.Length;
            }
        }

        return size > MaxHeaders ? ProblemWriter.WriteAsync(context, HttpErrors.HeadersTooLarge) : next(context);
    }
}
