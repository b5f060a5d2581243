using System.Collections.Concurrent;
using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Keeps the log lines of the program itself.</summary>
internal sealed class LineLog : ILogEventSink
{
    private const string RequestLog = "Serilog.AspNetCore.RequestLoggingMiddleware";

    public ConcurrentQueue<Line> Lines { get; } = [];

    /// <summary>The lines of requests.</summary>
    public IEnumerable<Line> Requests => Lines.Where(line => line.Source == RequestLog);

    public void Emit(LogEvent logEvent)
    {
        var source = (logEvent.Properties.GetValueOrDefault("SourceContext") as ScalarValue)?.Value as string ?? "";
        if (source == RequestLog || source.StartsWith("Concierge", StringComparison.Ordinal))
        {
            Lines.Enqueue(new(
                logEvent.Level, source, $"{logEvent.RenderMessage(CultureInfo.InvariantCulture)} {logEvent.Exception}",
                logEvent.TraceId?.ToHexString(),
                logEvent.Properties.ToDictionary(property => property.Key, property => (property.Value as ScalarValue)?.Value)));
        }
    }

    internal sealed record Line(
        LogEventLevel Level, string Source, string Text, string? TraceId, IReadOnlyDictionary<string, object?> Values)
    {
        public string Request => $"{Values["Method"]} {Values["Route"]} {Values["Status"]}";
    }
}
