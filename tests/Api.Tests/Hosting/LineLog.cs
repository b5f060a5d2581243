using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Keeps what the program says of itself.</summary>
internal sealed class LineLog : ILoggerProvider
{
    public ConcurrentQueue<Line> Lines { get; } = [];

    /// <summary>The lines of requests.</summary>
    public IEnumerable<Line> Requests => Lines.Where(line => line.Category.EndsWith(".RequestLog", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

    public void Dispose()
    {
    }

    internal sealed record Line(LogLevel Level, string Category, string Text, string? TraceId, IReadOnlyDictionary<string, object?> Values)
    {
        public string Request => $"{Values["Method"]} {Values["Route"]} {Values["Status"]}";
    }

    private sealed class Logger(string category, ConcurrentQueue<Line> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // What the framework says is for the log's settings to leave out.
            if (category.StartsWith("Concierge", StringComparison.Ordinal))
            {
                var values = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary();
                lines.Enqueue(new(logLevel, category, $"{formatter(state, exception)} {exception}", System.Diagnostics.Activity.Current?.TraceId.ToHexString(), values));
            }
        }
    }
}
