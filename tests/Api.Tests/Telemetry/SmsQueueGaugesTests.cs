using System.Diagnostics.Metrics;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Sms;
using Concierge.Domain.Sms;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Telemetry;

public sealed class SmsQueueGaugesTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Collect_WithDueAndWaitingMessages_MeasuresDepthAndAge()
    {
        await using var api = await DispatchingApi.StartAsync(databases, new FakeTimeProvider(Noon), ("Parallelism", "1"));
        Assert.Equal([("depth due", 0), ("depth waiting", 0), ("oldest_age", 0)], Collect(api));

        // The dispatcher waits for the gateway's answer about one message, and takes no other.
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answer = _ => answer.Task;
        await api.UntilAsync(await api.AcceptAsync(), "sending");
        await api.AcceptManyAsync(new[] { 0, 30, 90 }.Select(seconds => Noon.AddSeconds(-seconds)));
        await api.AcceptManyAsync([Noon.AddHours(1)]);

        var measured = Collect(api);
        answer.SetResult(new SendOutcome.Accepted());
        Assert.Equal([("depth due", 3), ("depth waiting", 2), ("oldest_age", 90)], measured);
    }

    [Fact]
    public async Task Collect_WhenDatabaseIsAway_MeasuresNothing()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null);
        await api.QueryAsync("ALTER TABLE sms_messages RENAME TO gone");

        Assert.Empty(Collect(api));
    }

    /// <summary>What the gauges of this application tell when they are asked.</summary>
    internal static List<(string Metric, double Value)> Collect(ApiFixture api)
    {
        const string Queue = "concierge.sms.queue.";
        var measured = new List<(string, double)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == api.Services.GetRequiredService<IMeterFactory>()
                && instrument.Name.StartsWith(Queue, StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measured.Add(($"{instrument.Name[Queue.Length..]} {tags[0].Value}", value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add((instrument.Name[Queue.Length..], value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. measured.Order()];
    }
}
