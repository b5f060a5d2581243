using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;

namespace Concierge.Api.Tests.Replicas;

/// <summary>The order of messages is that of their commits, whatever the clocks of the replicas say.</summary>
public sealed class CommitOrderTests(TestDatabases databases)
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    [Theory]
    [InlineData(100)]
    [InlineData(1500)]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_ByReplicasWhoseClocksDiffer_KeepsTheOrderOfAcknowledgements(int milliseconds)
    {
        await using var ahead = await Replica.StartAsync(databases, new ShiftedClock(TimeSpan.FromMilliseconds(milliseconds)));
        await using var behind = await ahead.StartAnotherAsync(databases, TimeProvider.System);
        var (ann, bob) = await ahead.AddTwoUsersAsync();
        var (sent, unread, messages) = (new List<string>(), 0, Proof.Rounds(100, 1000));

        for (var i = 0; i < messages; i++)
        {
            var (sender, reader) = i % 2 == 0 ? (ahead, behind) : (behind, ahead);
            sent.Add((await sender.AddMessageAsync(ann, bob, $"Number {i}")).Id());
            unread++;
            if (i % 37 == 36)
            {
                (await reader.PutAsync($"/users/{bob}/conversations/{ann}/read", new { up_to = sent[^1] })).Expect(HttpStatusCode.OK);
                unread = 0;
            }

            var conversation = (await reader.GetAsync($"/users/{bob}/conversations/{ann}")).Expect(HttpStatusCode.OK).Json;
            Assert.Equal(sent[^1], conversation["last_message"]!.Id());
            Assert.Equal(unread, (int)conversation["unread_count"]!);
        }

        var listed = (await behind.WalkAsync($"/users/{ann}/conversations/{bob}/messages?order=asc&limit=200")).SelectMany(page => page);
        Assert.Equal(sent, listed);
        Proof.Report($"{messages} messages of two replicas {milliseconds} ms apart: order, unread and last message right at every step.");
    }

    [Fact]
    public async Task Send_ByAReplicaThatIsRestartedWithItsClockSetBack_KeepsOrderAndTime()
    {
        await using var first = await Replica.StartAsync(databases, TimeProvider.System);
        var (ann, bob) = await first.AddTwoUsersAsync();
        var ids = await first.AddMessagesAsync(ann, bob, 3);
        await using var restarted = await first.StartAnotherAsync(databases, new ShiftedClock(-Year));

        ids.AddRange(await restarted.AddMessagesAsync(ann, bob, 3));

        var listed = (await restarted.GetAsync($"/users/{ann}/conversations/{bob}/messages?order=asc")).Expect(HttpStatusCode.OK);
        Assert.Equal(ids, listed.Ids());
        var times = listed.Items().Select(message => (DateTimeOffset)message!["created_at"]!).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(6, (int)(await restarted.GetAsync($"/users/{bob}/conversations/{ann}")).Json["unread_count"]!);
    }

    [Fact]
    public async Task Send_ByAReplicaThatIsAYearAhead_StoresTheTimeOfTheDatabase()
    {
        await using var right = await Replica.StartAsync(databases, TimeProvider.System);
        await using var ahead = await right.StartAnotherAsync(databases, new ShiftedClock(Year));
        var (ann, bob) = await right.AddTwoUsersAsync();
        var (cyd, dan) = (await ahead.AddUserAsync("cyd"), await right.AddUserAsync("dan"));
        var before = await NowAsync(right);

        await ahead.AddMessageAsync(ann, bob);
        var next = await right.AddMessageAsync(ann, bob);
        await ahead.AddMessageAsync(ann, cyd);
        await right.AddMessageAsync(dan, ann);

        Assert.InRange((DateTimeOffset)next["created_at"]!, before.AddMilliseconds(-1), await NowAsync(right));
        var conversations = (await right.GetAsync($"/users/{ann}/conversations")).Expect(HttpStatusCode.OK).Items();
        Assert.Equal([dan, cyd, bob], conversations.Select(conversation => conversation!["peer"]!.Id()));
        var user = (await ahead.GetAsync($"/users/{cyd}")).Json;
        Assert.InRange((DateTimeOffset)user["created_at"]!, before - TimeSpan.FromMinutes(1), before + TimeSpan.FromMinutes(1));
    }

    private static async Task<DateTimeOffset> NowAsync(Replica replica) =>
        new((DateTime)(await replica.QueryAsync("SELECT clock_timestamp()"))!);
}
