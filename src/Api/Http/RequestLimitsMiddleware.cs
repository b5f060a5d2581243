using Concierge.Api.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Concierge.Api.Http;

/// <summary>
/// Rejects a target or headers that are too large, with a problem. Kestrel's own limits are twice as high; beyond them its response has no
/// body.
/// </summary>
internal sealed class RequestLimitsMiddleware(RequestDelegate next)
{
    /// <summary>Maximum length of the path with its query, in characters as sent.</summary>
    public const int MaxTarget = 8 * 1024;

    /// <summary>Maximum size of all header names and values, in bytes.</summary>
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
