using System.Diagnostics;
using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Diagnostics;

namespace Concierge.Api.Observability;

/// <summary>
/// One line, and the attributes of one span, for each request. Both name the route's template and never the path or the query, in which there may be numbers
/// and tokens. Comes first, so that it sees what is answered in the end.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    private const string Health = "/health/";

    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var (method, route, status) = (Method(context.Request), Route(context), context.Response.StatusCode);
            if (Activity.Current is { IsAllDataRequested: true } activity)
            {
                Describe(activity, method, route, status);
            }

            var level = route?.StartsWith(Health, StringComparison.Ordinal) == true ? LogLevel.Debug : LogLevel.Information;
            if (logger.IsEnabled(level))
            {
                var (ms, caller) = (Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2), Caller.NameOf(context.User));
                Ended(logger, level, method, route ?? "unmatched", status, ms, caller);
            }
        }
    }

    /// <summary>Attributes by the OpenTelemetry Semantic Conventions, HTTP server span.</summary>
    private static void Describe(Activity activity, string method, string? route, int status)
    {
        activity.DisplayName = route is null ? method : $"{method} {route}";
        activity.SetTag("http.request.method", method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Any token is a method to the web server; those that mean nothing here are not repeated.</summary>
    private static string Method(HttpRequest request) =>
        request.Method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" or "PATCH" ? request.Method : "_OTHER";

    /// <summary>The template of the route, which a failure takes from the request; null where there is none.</summary>
    private static string? Route(HttpContext context) =>
        (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) is RouteEndpoint { RoutePattern.RawText: { } template }
            ? template.StartsWith('/') ? template : $"/{template}"
            : null;

    [LoggerMessage(Message = "{Method} {Route} {Status} in {Ms} ms by {Caller}")]
    private static partial void Ended(ILogger logger, LogLevel level, string method, string route, int status, double ms, string caller);
}
