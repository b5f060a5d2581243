using System.Diagnostics;
using Concierge.Application.Pipeline;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Concierge.Api.Observability;

/// <summary>Sets up OpenTelemetry: traces and metrics over OTLP, configured by the <c>OTEL_*</c> variables of its specification.</summary>
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

    /// <summary>Adds telemetry. Without an endpoint, nothing is collected.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        ActivitySource.AddActivityListener(TraceIds);
        if (builder.Configuration[Endpoint] is not { Length: > 0 } endpoint)
        {
            return;
        }

        builder.Services.AddOptions<OtlpExporterOptions>()
            .Validate(_ => Uri.TryCreate(endpoint, UriKind.Absolute, out var _), $"{Endpoint} must be the URL of a collector.")
            .ValidateOnStart();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("concierge", serviceVersion: typeof(TelemetrySetup).Assembly.GetName().Version?.ToString())
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddNpgsql()
                .AddSource("System.Net.Http", UseCaseTelemetry.Name)
                .AddProcessor(new SpanFilter())
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddNpgsqlInstrumentation()
                .AddMeter("System.Net.Http", "System.Runtime", UseCaseTelemetry.Name)
                .AddOtlpExporter());
    }
}
