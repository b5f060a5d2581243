using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.Async;

namespace Concierge.Api.Observability;

/// <summary>
/// Writes log events to a stream in batches, on the thread of Serilog.Sinks.Async. A write per line costs a third of the throughput
/// (docs/decisions/0016-logging.md).
/// </summary>
internal sealed class BatchingSink(Stream output, ITextFormatter format, IMeterFactory meters) : ILogEventSink,
IAsyncLogEventSinkMonitor, IDisposable
{
    /// <summary>Size of the write buffer, in characters: many lines.</summary>
    private const int FlushChars = 16 * 1024;

    /// <summary>Time in which lines gather once the queue is empty. Meanwhile a new line does not wake this thread.</summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(10);

    private readonly StreamWriter writer = new(output, bufferSize: FlushChars);
    private readonly ManualResetEventSlim stopping = new();
    private IAsyncLogEventSinkInspector queue = null!;

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector)
    {
        queue = inspector;
        meters.Create(UseCaseTelemetry.Name).CreateObservableCounter(
            "concierge.log.dropped", () => inspector.DroppedMessagesCount, "{line}", "Log lines dropped because the queue was full.");
    }

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector) => stopping.Set();

    public void Emit(LogEvent logEvent)
    {
        format.Format(logEvent, writer);
        if (queue.Count == 0)
        {
#pragma warning disable RS0030 // Serilog.Sinks.Async calls the sink on a thread of its own.
            stopping.Wait(FlushInterval);
#pragma warning restore RS0030
            if (queue.Count == 0)
            {
                writer.Flush();
            }
        }
    }

    public void Dispose()
    {
        stopping.Dispose();
        try
        {
            writer.Dispose();
        }
        catch (IOException exception)
        {
            // The reader is gone. The program still ends normally.
            SelfLog.WriteLine("Log lines are lost: {0}", exception);
        }
    }
}
