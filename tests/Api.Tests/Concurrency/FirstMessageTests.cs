using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

public sealed class FirstMessageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Pairs = 200;

    [Fact]
    public async Task Send_WhenTwoUsersStartConcurrently_CreatesOneConversation()
    {
        await api.QueryAsync($"""
            INSERT INTO users (id, name, metadata, status, created_at, updated_at, version)
            SELECT side || n, side, json_build_object(), 'active', now(), now(), 1
            FROM unnest(ARRAY['a-', 'b-']) side, generate_series(1, {Pairs}) n
            """);

        for (var pair = 1; pair <= Pairs; pair++)
        {
            var (a, b) = ($"a-{pair}", $"b-{pair}");

            // Two threads that wait for each other, so that not even a continuation's queue lies between the two starts.
            using var barrier = new Barrier(2);
            var answers = await Task.WhenAll(new[] { (From: a, To: b), (From: b, To: a) }.Select(way => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait(TestContext.Current.CancellationToken);
                    return api.PostAsync("/messages", new { sender_id = way.From, recipient_id = way.To, body = "First!" }, way.From);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            var messages = answers.Select(answer => answer.Expect(HttpStatusCode.Created).Json).ToArray();
            Assert.Equal((string?)messages[0]["conversation_id"], (string?)messages[1]["conversation_id"]);
            var listed = (await api.GetAsync($"/users/{a}/conversations/{b}/messages?order=asc"))
                .Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
            Assert.Equal(
                messages.Select(message => (string?)message["id"]).Order(StringComparer.Ordinal),
                listed.Select(message => (string?)message!["id"]));
        }

        Assert.Equal((long)Pairs, await api.QueryAsync("SELECT count(*) FROM conversations"));
        Assert.Equal(0L, await api.QueryAsync("""
            SELECT count(*) FROM conversations c
            WHERE (last_position, last_position) <>
                  (SELECT max(m.position), count(*) FROM messages m WHERE m.conversation_id = c.id)
               OR last_activity_at <> (SELECT max(m.created_at) FROM messages m WHERE m.conversation_id = c.id)
            """));
    }
}
