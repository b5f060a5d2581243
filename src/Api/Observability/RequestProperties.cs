using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Serilog.Events;

namespace Concierge.Api.Observability;

/// <summary>Properties of a request's log line.</summary>
internal static class RequestProperties
{
    public static IEnumerable<LogEventProperty> Of(HttpContext context, double milliseconds) =>
    [
        new("Method", new ScalarValue(MethodOf(context.Request))),
        new("Route", new ScalarValue(RouteOf(context) ?? "unmatched")),
        new("Status", new ScalarValue(context.Response.StatusCode)),
        new("Ms", new ScalarValue(Math.Round(milliseconds, 2))),
        new("Caller", new ScalarValue(Caller.NameOf(context.User))),
    ];

    public static bool IsHealthCheck(HttpContext context) => RouteOf(context)?.StartsWith("/health/", StringComparison.Ordinal) == true;

    /// <summary>
    /// Gets the method. Kestrel accepts any token; unknown ones are replaced, as in the OpenTelemetry semantic conventions.
    /// </summary>
    public static string MethodOf(HttpRequest request) =>
        request.Method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" or "PATCH" ? request.Method : "_OTHER";

    /// <summary>
    /// Gets the route template; null where no route matched. The exception handler clears the endpoint and keeps it in a feature.
    /// </summary>
    public static string? RouteOf(HttpContext context) =>
        (context.GetEndpoint()
            ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) is RouteEndpoint { RoutePattern.RawText: { } template }
            ? template.StartsWith('/') ? template : $"/{template}"
            : null;
}
