using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Replicas;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Messages;
using Concierge.Infrastructure.Persistence;
using Npgsql;

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

    /// <summary>
    /// As above, but the writers run the statement that sends a message, many in one transaction, with delays and rollbacks. Readers are
    /// cut off, and fall behind a ring of 256 events.
    /// </summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Feed_OfStatementsWithDelaysAndRollbacks_IsSameForAllReaders()
    {
        const int Conversations = 200;
        var (target, committed, rolledBack) = (Proof.Rounds(4_000, 1_000_000), 0, 0);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(Proof.Rounds(2, 40)));
        await using var first = await Replica.StartAsync(
            databases, TimeProvider.System, ("Events:RingSize", "256"), ("Events:PollInterval", "00:00:00.020"));
        await using var second = await first.StartAnotherAsync(databases, TimeProvider.System);
        await using var third = await first.StartAnotherAsync(databases, TimeProvider.System);
        await first.QueryAsync(
            "INSERT INTO users (id, name, metadata, status, created_at, updated_at, version) "
            + $"SELECT 'u' || n, 'u' || n, '{{}}', 'active', now(), now(), 1 FROM generate_series(0, {2 * Conversations - 1}) n");
        await using var database = NpgsqlDataSource.Create(first.ConnectionString + ";Max Auto Prepare=10");
        var started = Stopwatch.StartNew();
        var start = await first.LatestAsync();
        using FeedReader pages = new(start), fast = new(start), slow = new(start);

        var isOver = false;
        var reading = Task.WhenAll(
            pages.ReadPagesAsync(first.CreateUncheckedClient(), Count, limit.Token),
            fast.ReadStreamAsync(second.CreateUncheckedClient(), 5000, Count, limit.Token),
            slow.ReadStreamAsync(third.CreateUncheckedClient(), 500, Count, limit.Token));
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer), limit.Token)));
        await await Task.WhenAny(writing, reading);
        var written = started.Elapsed;

        // The readers learn how many events there are, and the last one wakes those who wait for another.
        committed++;
        Volatile.Write(ref isOver, true);
        await using (var last = database.CreateBatch())
        {
            last.BatchCommands.Add(Send("u0", "u1"));
            await last.ExecuteNonQueryAsync(limit.Token);
        }

        await reading;

        Assert.Equal(committed, pages.Count);
        Assert.Equal((long)committed, await first.QueryAsync("SELECT count(*) FROM messages"));
        Assert.Equal((long)committed, await first.QueryAsync("SELECT sum(last_position)::bigint FROM conversations"));
        Assert.Equal(committed, await first.ReadHeadAsync() - long.Parse(start[5..]));
        Assert.Equal((committed, pages.Digest), (fast.Count, fast.Digest));
        Assert.Equal((committed, pages.Digest), (slow.Count, slow.Digest));
        Proof.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"{committed} events of {Writers} writers on {pages.Last.Count} rows, {rolledBack} more rolled back: three readers have the "
            + $"same bytes, each position once, each row in order. Written in {written.TotalSeconds:0} s, "
            + $"read after {started.Elapsed.TotalSeconds:0} s."));

        int Count() => Volatile.Read(ref isOver) ? Volatile.Read(ref committed) : int.MaxValue;

        async Task WriteAsync(int writer)
        {
            const int Sends = 8;
            var random = new Random(writer);
            await using var connection = await database.OpenConnectionAsync(limit.Token);
            while (Volatile.Read(ref committed) < target)
            {
                await using var transaction = await connection.BeginTransactionAsync(limit.Token);
                await using var batch = new NpgsqlBatch(connection, transaction);

                // One order of the rows, so that writers wait for each other and do not deadlock.
                foreach (var conversation in random.GetItems(Enumerable.Range(0, Conversations).ToArray(), Sends).Order())
                {
                    batch.BatchCommands.Add(Send($"u{2 * conversation}", $"u{2 * conversation + 1}"));
                }

                await batch.ExecuteNonQueryAsync(limit.Token);
                if (random.Next(10) == 0)
                {
                    await Task.Delay(random.Next(20), limit.Token);
                }

                if (random.Next(20) == 0)
                {
                    await transaction.RollbackAsync(limit.Token);
                    Interlocked.Add(ref rolledBack, Sends);
                }
                else
                {
                    await transaction.CommitAsync(limit.Token);
                    Interlocked.Add(ref committed, Sends);
                }
            }
        }

        static NpgsqlBatchCommand Send(string sender, string recipient)
        {
            var conversation = ConversationId.Between(UserId.From(sender), UserId.From(recipient));
            var (a, b) = ConversationId.InOrder(UserId.From(sender), UserId.From(recipient));
            return new(MessageRepository.Send)
            {
                Parameters =
                {
                    Sql.Value(sender), Sql.Value(recipient), Sql.Value(conversation.Value), Sql.Value(a.Value), Sql.Value(b.Value),
                    Sql.Value("Hello"),
                },
            };
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
