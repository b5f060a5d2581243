using System.Collections.Concurrent;
using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Replicas;

namespace Concierge.Api.Tests.Events;

/// <summary>Many writers on few rows, a sequencer in each of three replicas, and readers that are cut off.</summary>
public sealed class FeedStormTests(TestDatabases databases)
{
    private const int Writers = 16;

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Feed_OfManyWriters_HasEachCommittedChangeOnceAndInOrder()
    {
        var writes = Proof.Rounds(40, 2000);
        await using var first = await Replica.StartAsync(databases, TimeProvider.System);
        await using var second = await first.StartAnotherAsync(databases, TimeProvider.System);
        await using var third = await first.StartAnotherAsync(databases, TimeProvider.System);
        Replica[] replicas = [first, second, third];
        var rows = new List<string>();
        for (var i = 0; i < Proof.Rounds(10, 200); i++)
        {
            rows.Add(await first.AddUserAsync());
        }

        await Poll.UntilAsync(async () => await first.ReadHeadAsync() == rows.Count);
        var start = await first.LatestAsync();
        var written = new ConcurrentBag<(string Id, int Version)>();
        using var done = new CancellationTokenSource();
        var reader = ReadStreamsAsync(third, start, done.Token);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer), done.Token)));
        var events = await first.ReadAsync(start, written.Count);
        await done.CancelAsync();
        var streamed = await reader;

        Assert.Equal(written.Count, events.Count);
        foreach (var resource in events.GroupBy(change => (string)change["resource_id"]!))
        {
            var versions = resource.Select(change => (int)change["data"]!["version"]!).ToList();
            Assert.Equal(Enumerable.Range(versions[0], versions.Count), versions);
            Assert.Equal(
                written.Where(write => write.Id == resource.Key).Select(write => write.Version).Order(), versions);
        }

        var positions = events.ConvertAll(change => long.Parse(((string)change["id"]!)[5..]));
        Assert.Equal(Enumerable.Range(0, positions.Count).Select(offset => positions[0] + offset), positions);
        Assert.Equal(events.Select(change => change.ToJsonString()).Take(streamed.Count), streamed);
        Proof.Report($"{written.Count} changes by {Writers} writers on {rows.Count} rows: each once, in order, positions dense.");

        async Task WriteAsync(int writer)
        {
            var random = new Random(writer);
            for (var i = 0; i < writes; i++)
            {
                var row = rows[random.Next(rows.Count)];
                var answer = await replicas[random.Next(replicas.Length)].PutAsync($"/users/{row}", new { name = $"{writer} {i}" });
                var user = answer.Expect(HttpStatusCode.OK).Json;
                written.Add((row, Version(answer)));
                Assert.Equal(row, (string?)user["id"]);
            }
        }
    }

    /// <summary>Reads the stream and reconnects after every few events, as a client with a bad connection does.</summary>
    private static async Task<List<string>> ReadStreamsAsync(Replica replica, string after, CancellationToken done)
    {
        List<string> read = [];
        var random = new Random(1);
        while (!done.IsCancellationRequested)
        {
            await using var stream = await EventStreamClient.OpenAsync(replica.Client, "", ("Last-Event-ID", after));
            for (var left = random.Next(1, 50); left > 0; left--)
            {
                var next = stream.TryReadAsync();
                await Task.WhenAny(next, Task.Delay(Timeout.Infinite, done));
                if (done.IsCancellationRequested)
                {
                    return read;
                }

                if (await next is { Event: null } message)
                {
                    read.Add(message.Data!);
                    after = message.Id!;
                }
            }
        }

        return read;
    }

    /// <summary>Gets the number of the version from the entity tag.</summary>
    private static int Version(Answer answer) => int.Parse(answer.Tag!.Trim('"').Split('.')[0]);
}
