using Microsoft.AspNetCore.Http.Features;

namespace Concierge.Api.Observability;

/// <summary>
/// Serves <c>/metrics</c>, and nothing else, on the port of <see cref="MetricsAddress"/>. Comes before everything else: scrapes leave no
/// log line, and are neither limited nor measured. A startup filter does not run for commands.
/// </summary>
/// <param name="port">The port.</param>
internal sealed class ScrapeEndpoint(int port) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.MapWhen(IsScrape, scrapes => scrapes.Use(NotMeasured).UseOpenTelemetryPrometheusScrapingEndpoint("/metrics"));
        next(app);
    };

    public bool IsScrape(HttpContext context) => context.Connection.LocalPort == port;

    private static Task NotMeasured(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } measurement)
        {
            measurement.MetricsDisabled = true;
        }

        return next(context);
    }
}
