using System.Diagnostics.Metrics;
using System.Text;
using Concierge.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>The stream that the log goes to, when it fails or stalls.</summary>
public sealed partial class LogOutputTests(TestDatabases databases)
{
    /// <summary>Capacity of the queue of lines, as docs/operations.md states it.</summary>
    private const int QueueLength = 10_000;

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Write_WhenStreamThrowsOnce_WritesLaterLines(Type exception)
    {
        var output = new FailingStream((Exception)Activator.CreateInstance(exception)!);
        await using (var api = new ProductionApi(databases, output))
        {
            await api.InitializeAsync();
            var logger = api.Services.GetRequiredService<ILogger<LogOutputTests>>();
            Log(logger, 1);
            await output.Failed;
            Log(logger, 2);
        }

        Assert.Contains("Line 2", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_WhenStreamAlwaysThrows_StillServesAndStops()
    {
        var api = new ProductionApi(databases, new ClosedStream());
        await api.InitializeAsync();

        (await api.GetAsync("/users")).Expect(System.Net.HttpStatusCode.OK);

        await api.DisposeAsync();
    }

    [Fact]
    public async Task Write_WhenStreamStalls_DropsAndCountsLinesBeyondTheQueue()
    {
        using var output = new StalledStream();
        await using var api = new ProductionApi(databases, output);
        await api.InitializeAsync();
        var logger = api.Services.GetRequiredService<ILogger<LogOutputTests>>();
        Log(logger, 0);
        await output.Stalled;

        for (var number = 1; number <= QueueLength; number++)
        {
            Log(logger, number);
        }

        Assert.Equal(0, Dropped(api));
        for (var number = 1; number <= 5; number++)
        {
            Log(logger, number);
        }

        Assert.Equal(5, Dropped(api));
        output.Resume();
    }

    /// <summary>Reads the metric of this program.</summary>
    private static long Dropped(ProductionApi api)
    {
        var dropped = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "concierge.log.dropped" && instrument.Meter.Scope == api.Services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => dropped += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return dropped;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Line {Number}")]
    private static partial void Log(ILogger logger, int number);

    /// <summary>Throws on the first write.</summary>
    private sealed class FailingStream(Exception exception) : MemoryStream
    {
        private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Failed => failed.Task;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (failed.TrySetResult())
            {
                throw exception;
            }

            base.Write(buffer);
        }
    }

    /// <summary>Throws on every write, as a closed pipe does.</summary>
    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException();
    }

    /// <summary>Blocks the first write.</summary>
    private sealed class StalledStream : MemoryStream
    {
        private readonly TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim resumed = new();

        public Task Stalled => stalled.Task;

        public void Resume() => resumed.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            stalled.TrySetResult();
            resumed.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            resumed.Set();
            base.Dispose(disposing);
        }
    }
}
