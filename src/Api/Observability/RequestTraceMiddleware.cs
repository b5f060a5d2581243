using System.Diagnostics;
using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace Concierge.Api.Observability;

/// <summary>
/// Starts a new trace for a request that continues another one (<c>traceparent</c>), until its caller is known: a stranger must not choose
/// trace ids, nor what is sampled. Authentication runs in the trace that is continued, but is not exported. Comes first, because the log
/// line has the trace id.
/// </summary>
internal sealed class RequestTraceMiddleware(RequestDelegate next)
{
    private static readonly ActivitySource Requests = new(SpanFilter.RequestSource);

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>() is { Activity: { ParentId: not null } continued } feature
            ? InvokeAsync(context, feature, continued)
            : next(context);

    /// <summary>Gets the span of a request: with its own trace, or with that of its known caller.</summary>
    public static Activity? SpanOf(HttpContext context) => context.Features.Get<IHttpActivityFeature>()?.Activity;

    /// <summary>Enters the trace that the request continues. Comes before authentication.</summary>
    public static void EnterAuthentication(HttpContext context)
    {
        if (context.Features.Get<Choice>() is { } choice)
        {
            Activity.Current = choice.Continued;
        }
    }

    /// <summary>Stays in the trace that the request continues, if its caller is known. Comes after authentication.</summary>
    public static void LeaveAuthentication(HttpContext context)
    {
        if (context.Features.Get<Choice>() is not { } choice)
        {
            return;
        }

        if (Caller.IsKnown(context.User))
        {
            context.Features.GetRequiredFeature<IHttpActivityFeature>().Activity = choice.Continued;
            choice.Continued.ActivityTraceFlags = choice.Flags;
        }
        else
        {
            Activity.Current = choice.Own;
        }
    }

    private async Task InvokeAsync(HttpContext context, IHttpActivityFeature feature, Activity continued)
    {
        Activity.Current = null;
        using var own = Requests.StartActivity(continued.OperationName, ActivityKind.Server);
        if (own is null)
        {
            // Nobody listens.
            await next(context);
            return;
        }

        feature.Activity = own;
        context.Features.Set(new Choice(continued, continued.ActivityTraceFlags, own));
        continued.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        try
        {
            await next(context);
        }
        finally
        {
            if (feature.Activity == own)
            {
                Describe(own, context);
            }
            else
            {
                own.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }

    /// <summary>Adds what the instrumentation adds to the spans that the framework starts.</summary>
    private static void Describe(Activity span, HttpContext context)
    {
        var (method, route) = (RequestProperties.MethodOf(context.Request), RequestProperties.RouteOf(context));
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag(SpanFilter.Method, method).SetTag(SpanFilter.Route, route).SetTag(SpanFilter.Status, context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>The spans of a request, of which one is exported.</summary>
    /// <param name="Continued">Continues the trace of the request's header.</param>
    /// <param name="Flags">Flags of the continued one: whether it is sampled.</param>
    /// <param name="Own">Starts a trace.</param>
    private sealed record Choice(Activity Continued, ActivityTraceFlags Flags, Activity Own);
}
