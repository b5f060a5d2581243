using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Keeps the errors that the program logs, so that a test that fails on a 500 shows the cause.</summary>
internal sealed class FailureLog : ILogEventSink
{
    private readonly ConcurrentQueue<string> failures = new();

    public IReadOnlyCollection<string> Failures => failures;

    public override string ToString() => string.Join('\n', failures);

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level >= LogEventLevel.Error)
        {
            failures.Enqueue($"{logEvent.RenderMessage(null)} {logEvent.Exception}");
        }
    }
}
