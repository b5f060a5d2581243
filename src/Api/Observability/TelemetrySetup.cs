using System.Diagnostics;
using Concierge.Application.Pipeline;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Concierge.Api.Observability;

/// <summary>
/// Sets up OpenTelemetry: traces and metrics over OTLP, configured by the <c>OTEL_*</c> variables of its specification, and metrics for
/// Prometheus.
/// </summary>
internal static class TelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Creates an activity per request, so that log lines and problems have a trace id where no collector is set.</summary>
    private static readonly ActivityListener TraceIds = new()
    {
        ShouldListenTo = source => source.Name == SpanFilter.RequestSource,
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    /// <summary>
    /// Uses authentication, which decides whether the request continues a trace (<see cref="RequestTraceMiddleware"/>).
    /// </summary>
    public static void UseTracedAuthentication(this IApplicationBuilder app) => app
        .Use((context, next) =>
        {
            RequestTraceMiddleware.EnterAuthentication(context);
            return next(context);
        })
        .UseAuthentication()
        .Use((context, next) =>
        {
            RequestTraceMiddleware.LeaveAuthentication(context);
            return next(context);
        });

    /// <summary>Adds telemetry. Without a collector and without <see cref="MetricsAddress"/>, nothing is collected.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        ActivitySource.AddActivityListener(TraceIds);
        var collector = builder.Configuration[Endpoint];
        var scrapes = MetricsAddress.Of(builder.Configuration) is { Port: var port } ? new ScrapeEndpoint(port) : null;
        if (string.IsNullOrEmpty(collector) && scrapes is null)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("concierge", serviceVersion: ProductVersion.Text)
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddNpgsqlInstrumentation()
                .AddMeter("System.Net.Http", "System.Runtime", UseCaseTelemetry.Name));
        if (scrapes is not null)
        {
            builder.Services.AddSingleton<IStartupFilter>(scrapes);
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        }

        if (!string.IsNullOrEmpty(collector))
        {
            builder.Services.AddOptions<OtlpExporterOptions>()
                .Validate(_ => Uri.TryCreate(collector, UriKind.Absolute, out var _), $"{Endpoint} must be the URL of a collector.")
                .ValidateOnStart();
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => scrapes?.IsScrape(context) != true)
                .AddNpgsql()
                .AddSource("System.Net.Http", UseCaseTelemetry.Name)
                .AddProcessor(new SpanFilter())
                .AddOtlpExporter());
        }
    }
}
