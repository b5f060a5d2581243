using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Concierge.Application.Pipeline;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Filters;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Concierge.Api.Observability;

/// <summary>
/// The log, on standard output: for people in Development, one JSON object per line elsewhere. A thread of its own writes it, as a console line per request
/// costs a third of the throughput when the request waits for it, and writes together what gathers in a moment.
/// </summary>
internal static class ConsoleLog
{
    /// <summary>Opens the stream that the lines go to. Tests that run the program in their own process put one of theirs here.</summary>
    public static Func<bool, Stream> Open { get; set; } = toStandardError => toStandardError ? Console.OpenStandardError() : Console.OpenStandardOutput();

    /// <param name="builder">The program.</param>
    /// <param name="isCommand">Whether it carries out a command, whose outcome alone goes to standard output.</param>
    public static void Add(WebApplicationBuilder builder, bool isCommand)
    {
        ITextFormatter format = builder.Environment.IsDevelopment()
            ? new MessageTemplateTextFormatter(
                "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj} {TraceId}{NewLine}{Exception}", CultureInfo.InvariantCulture)
            : new JsonLogLine();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(
            new LoggerConfiguration()
                .ReadFrom.Configuration(builder.Configuration)

                // What actions are called with: whole bodies.
                .Filter.ByExcluding(Matching.WithProperty("Arguments"))
                .WriteTo.Sink(new GatheringSink(format, isCommand))
                .CreateLogger(),
            dispose: true);

        // Its lines repeat the query, in which numbers are looked for, and its scope the path.
        builder.Logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    private sealed class GatheringSink : ILogEventSink, IDisposable
    {
        /// <summary>Lines that wait to be written, at most. Beyond, they are dropped and counted: a reader that has stalled must not stall the service.</summary>
        private const int Capacity = 10_000;

        /// <summary>How much is written at once, in characters: many lines. The console's own writer passes on 256, which is a system call for every line.</summary>
        private const int Enough = 16 * 1024;

        private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

        private static readonly Meter Meter = new(UseCaseTelemetry.Name);

        private readonly ConcurrentQueue<LogEvent> waiting = [];
        private readonly AutoResetEvent gathering = new(false);
        private readonly ManualResetEventSlim ending = new();
        private readonly ITextFormatter format;
        private readonly bool toStandardError;
        private readonly Thread writer;
        private int count;
        private long dropped;

        public GatheringSink(ITextFormatter format, bool toStandardError)
        {
            (this.format, this.toStandardError) = (format, toStandardError);
            Meter.CreateObservableCounter(
                "concierge.log.dropped", () => Interlocked.Read(ref dropped), "{line}", "Log lines that could not be written as fast as they came.");
            writer = new Thread(WriteAll) { IsBackground = true, Name = "Log" };
            writer.Start();
        }

        /// <summary>Wakes the writer for the first line alone; those that gather meanwhile cost an entry in the queue each, and no switch of threads.</summary>
        public void Emit(LogEvent logEvent)
        {
            var place = Interlocked.Increment(ref count);
            if (place > Capacity || ending.IsSet)
            {
                Interlocked.Decrement(ref count);
                Interlocked.Increment(ref dropped);
                return;
            }

            waiting.Enqueue(logEvent);
            if (place == 1)
            {
                gathering.Set();
            }
        }

        /// <summary>Writes what waits, and ends.</summary>
        public void Dispose()
        {
            ending.Set();
            gathering.Set();
            writer.Join();
            gathering.Dispose();
            ending.Dispose();
        }

        private void WriteAll()
        {
            using var console = new StreamWriter(Open(toStandardError), bufferSize: Enough);
            do
            {
                gathering.WaitOne();
                do
                {
                    ending.WaitHandle.WaitOne(Moment);
                    Drain(console);
                }
                while (Volatile.Read(ref count) > 0);
            }
            while (!ending.IsSet);
        }

        private void Drain(StreamWriter console)
        {
            try
            {
                while (waiting.TryDequeue(out var line))
                {
                    Interlocked.Decrement(ref count);
                    format.Format(line, console);
                }

                console.Flush();
            }
            catch (IOException exception)
            {
                // Nobody reads the log any more; that is no reason to stop.
                SelfLog.WriteLine("Lines are lost: {0}", exception);
            }
        }
    }
}
