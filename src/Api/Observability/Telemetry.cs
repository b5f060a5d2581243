using System.Diagnostics;
using Concierge.Application;
using Concierge.Application.Pipeline;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Concierge.Api.Observability;

/// <summary>Sends traces and metrics to an OpenTelemetry collector, as the specification's variables (<c>OTEL_*</c>) say.</summary>
internal sealed class Telemetry : IHostedService, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Database = "Npgsql";

    private const string Requests = "Microsoft.AspNetCore";

    /// <summary>Gives every request a trace, for the log to name, where nobody collects them.</summary>
    private static readonly ActivityListener Naming = new()
    {
        ShouldListenTo = source => source.Name == Requests,
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    public Telemetry(IConfiguration configuration)
    {
        if (!Uri.TryCreate(configuration[Endpoint], UriKind.Absolute, out _))
        {
            throw new StartupException($"{Endpoint} is not the address of a collector.");
        }

        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(Requests, "System.Net.Http", Database, UseCaseTelemetry.Name)
            .AddProcessor(new PollFilter())
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", Database, UseCaseTelemetry.Name)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Registers it, where a collector is set; otherwise nothing is collected, and requests have their traces for the log alone.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        ActivitySource.AddActivityListener(Naming);
        if (!string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            builder.Services.AddHostedService<Telemetry>();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Sends what is left, at a time at which everything else has stopped.
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource
        .AddService("concierge", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString())
        .AddEnvironmentVariableDetector();

    /// <summary>Leaves out statements that belong to no request: the dispatcher alone asks every second whether anything is due.</summary>
    private sealed class PollFilter : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.Source.Name == Database && data.ParentId is null)
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
