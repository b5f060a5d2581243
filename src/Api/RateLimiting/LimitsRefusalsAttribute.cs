using Concierge.Api.Problems;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Concierge.Api.RateLimiting;

/// <summary>
/// Takes only the refused requests of the actions from the bucket of the anonymous caller. Accepted ones prove who sends them, and may be
/// many. Once the bucket is empty, further refusals are 429.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LimitsRefusalsAttribute : Attribute, IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var executed = await next();
        if (executed is not ({ Result: ProblemResult } or { Exception: BadHttpRequestException }))
        {
            return;
        }

        var limits = context.HttpContext.RequestServices.GetRequiredService<RateLimits>();
        using var lease = limits.Limiter.AttemptAcquire(context.HttpContext);
        limits.SetHeaders(context.HttpContext);
        if (!lease.IsAcquired)
        {
            RateLimits.SetRetryAfter(context.HttpContext, lease);
            executed.ExceptionHandled = true;
            executed.Result = new HttpErrorResult(RateLimitErrors.RateLimited);
        }
    }
}
