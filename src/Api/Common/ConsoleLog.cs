using System.Diagnostics.Metrics;
using System.Globalization;
using Concierge.Application.Common;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Sinks.Async;

namespace Concierge.Api.Common;

/// <summary>
/// The log, on standard output: for people in Development, one JSON object per line elsewhere. A thread of its own writes it, as a console line per request
/// costs a third of the throughput when the request waits for it.
/// </summary>
internal static class ConsoleLog
{
    /// <summary>Lines that wait to be written, at most. Beyond, they are dropped and counted: a reader that has stalled must not stall the service.</summary>
    private const int BufferSize = 10_000;

    /// <param name="builder">The program.</param>
    /// <param name="isCommand">Whether it carries out a command, whose outcome alone goes to standard output.</param>
    public static void Add(WebApplicationBuilder builder, bool isCommand)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(
            new LoggerConfiguration()
                .ReadFrom.Configuration(builder.Configuration)

                // Its lines repeat the query, in which numbers are looked for.
                .Filter.ByExcluding(Matching.FromSource("Microsoft.AspNetCore.Hosting.Diagnostics"))

                // What actions are called with: whole bodies.
                .Filter.ByExcluding(Matching.WithProperty("Arguments"))
                .WriteTo.Async(console => Write(console, builder.Environment, isCommand ? LogEventLevel.Verbose : null), new DroppedLines(), BufferSize)
                .CreateLogger(),
            dispose: true);
    }

    private static void Write(LoggerSinkConfiguration sinks, IHostEnvironment environment, LogEventLevel? standardErrorFrom)
    {
        if (environment.IsDevelopment())
        {
            sinks.Console(
                outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj} {TraceId}{NewLine}{Exception}",
                formatProvider: CultureInfo.InvariantCulture,
                standardErrorFromLevel: standardErrorFrom);
        }
        else
        {
            sinks.Console(new JsonLogLine(), standardErrorFromLevel: standardErrorFrom);
        }
    }

    private sealed class DroppedLines : IAsyncLogEventSinkMonitor
    {
        private static readonly Meter Meter = new(UseCaseTelemetry.Name);

        public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => Meter.CreateObservableCounter(
            "concierge.log.dropped", () => inspector.DroppedMessagesCount, "{line}", "Log lines that could not be written as fast as they came.");

        public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
        {
        }
    }
}
