using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Serilog;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Concierge.Api.Observability;

/// <summary>Sets up Serilog: readable text in Development, one JSON object per line elsewhere.</summary>
internal static class LoggingSetup
{
    /// <summary>
    /// Maximum number of lines that wait to be written. Further lines are dropped: a stalled reader must not stall the service.
    /// </summary>
    public const int QueueLength = 10_000;

    private const string DevelopmentFormat =
        "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj} {TraceId}{NewLine}{Exception}";

    /// <summary>Adds logging to standard output, or to standard error where standard output is for the result of a command.</summary>
    public static void AddLogging(this WebApplicationBuilder builder, bool isCommand)
    {
        builder.Services.AddSingleton<LogOutput>(isCommand ? Console.OpenStandardError : Console.OpenStandardOutput);
        builder.Services.AddSerilog(
            (services, logging) =>
            {
                ITextFormatter format = builder.Environment.IsDevelopment()
                    ? new MessageTemplateTextFormatter(DevelopmentFormat, CultureInfo.InvariantCulture)
                    : new JsonLogLine();
                var sink = new BatchingSink(
                    services.GetRequiredService<LogOutput>()(), format, services.GetRequiredService<IMeterFactory>());
                logging
                    .ReadFrom.Configuration(services.GetRequiredService<IConfiguration>())
                    .ReadFrom.Services(services)

                    // The framework's own request lines contain the path and the query.
                    .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)

                    // The arguments of an action contain whole bodies.
                    .Filter.ByExcluding(Matching.WithProperty("Arguments"))
                    .WriteTo.Async(sinks => sinks.Sink(sink), QueueLength, blockWhenFull: false, monitor: sink);
            },
            preserveStaticLogger: true);
    }

    /// <summary>
    /// Writes one line per request. It contains the route template, never the path or the query, which may contain numbers and tokens.
    /// Must come first, to see the final status.
    /// </summary>
    public static void UseRequestLogging(this IApplicationBuilder app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = "{Method} {Route} {Status} in {Ms} ms by {Caller}";

        // Called first, in the frame of the middleware, which takes the trace id from the current span.
        options.EnrichDiagnosticContext = (_, context) => Activity.Current = RequestTraceMiddleware.SpanOf(context);
        options.GetMessageTemplateProperties = (context, _, milliseconds, _) => RequestProperties.Of(context, milliseconds);
        options.GetLevel = (context, _, _) => RequestProperties.IsHealthCheck(context) ? LogEventLevel.Debug : LogEventLevel.Information;
    });
}
