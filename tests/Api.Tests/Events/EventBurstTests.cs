using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Events;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Events;

/// <summary>Bursts of events to many streams, over real connections.</summary>
public sealed class EventBurstTests(BurstFixture api) : IClassFixture<BurstFixture>
{
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Burst_ToManyStreams_LosesNothing()
    {
        const int Burst = 500;
        var streams = new EventStreamClient[Proof.Rounds(50, 2000)];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, streams.Length), new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, _) => streams[i] = await EventStreamClient.OpenAsync(api.Client));

        await api.BurstAsync(Burst);
        var read = await Task.WhenAll(streams.Select(stream => ReadAsync(stream, Burst)));

        Assert.Equal(Burst, read[0][^1] - read[0][0] + 1);
        Assert.All(read, positions => Assert.Equal(Enumerable.Range(0, Burst).Select(offset => read[0][0] + offset), positions));
        await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
        Proof.Report($"A burst of {Burst} events to {streams.Length} streams: each has all of them, in order.");
    }

    /// <summary>Streams that nobody reads hold up no other, and end when their client has received nothing for 30 seconds.</summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Streams_ThatNobodyReads_HarmNobodyAndEnd()
    {
        // More than the buffers of a connection hold.
        var (burst, stalled) = (Proof.Rounds(30_000, 100_000), Proof.Rounds(3, 50));
        var sockets = await Task.WhenAll(Enumerable.Range(0, stalled).Select(_ => OpenAsync()));
        await using var stream = await EventStreamClient.OpenAsync(api.Client);

        await api.BurstAsync(burst);
        var positions = await ReadAsync(stream, burst);

        Assert.Equal(Enumerable.Range(0, burst).Select(offset => positions[0] + offset), positions);
        var now = api.Clock.GetUtcNow();
        await Poll.UntilAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            return api.CountStreams() == 1;
        });

        // Long before their lifetime.
        Assert.InRange(api.Clock.GetUtcNow() - now, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20));
        Array.ForEach(sockets, socket => socket.Dispose());
        Proof.Report($"{stalled} streams that nobody reads, {burst} events: another stream has all of them, and the {stalled} ended.");
    }

    private static async Task<List<long>> ReadAsync(EventStreamClient stream, int count)
    {
        List<long> positions = [];
        while (positions.Count < count)
        {
            if (await stream.ReadAsync() is { Event: null } message)
            {
                positions.Add(long.Parse(message.Id![5..]));
            }
        }

        return positions;
    }

    /// <summary>Opens a stream with a small buffer and reads no more than the first byte.</summary>
    private async Task<Socket> OpenAsync()
    {
        var address = api.Client.BaseAddress!;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /events HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {Credentials.Key}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        Assert.Equal(1, await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        return socket;
    }
}

/// <summary>The product with Kestrel, a clock that the test controls, and as many streams as a test opens.</summary>
public sealed class BurstFixture(TestDatabases databases) : KestrelFixture(databases)
{
    internal FakeTimeProvider Clock { get; } = new(Clocks.Start);

    /// <summary>Commits events in one transaction.</summary>
    internal async Task BurstAsync(int count)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $$"""
            INSERT INTO event_outbox (type, resource_id, occurred_at, data)
            SELECT 'service.created', 'service-' || n, now(), '{"active":true,"version":1}' FROM generate_series(1, {{count}}) n
            """,
            connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Services.GetRequiredService<IEventFeed>().Wake();
    }

    /// <summary>Gets the number of open streams.</summary>
    internal int CountStreams()
    {
        var count = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "concierge.events.connections" && instrument.Meter.Scope == Services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => count = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return count;
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseSetting("Events:MaxConnectionsPerBackend", "10000");
        Clock.Use(builder);
    }
}
