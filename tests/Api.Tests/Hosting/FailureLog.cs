using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Keeps the exceptions that the product logs, so that a test that fails on a 500 can say why it came.</summary>
internal sealed class FailureLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> failures = new();

    public IReadOnlyCollection<string> Failures => failures;

    public override string ToString() => string.Join('\n', failures);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            failures.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
