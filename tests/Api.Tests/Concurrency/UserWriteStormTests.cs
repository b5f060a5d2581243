using System.Net;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Concurrency;

public sealed class UserWriteStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_WhenManyRequestOneId_CreatesOne(bool eachWithAnIdempotencyKey)
    {
        var id = $"user-{Guid.NewGuid():N}";

        var answers = await Crowd.RushAsync(client => api.PostAsync(
            "/users",
            new { id, name = $"Name {client}" },
            headers: eachWithAnIdempotencyKey ? [("Idempotency-Key", $"{id}-{client}")] : []));

        Assert.Equal("1 x 201, 31 x 409", Crowd.Statuses(answers));
        foreach (var refused in answers.Where(answer => answer.Status == HttpStatusCode.Conflict))
        {
            refused.ExpectProblem(HttpStatusCode.Conflict, "user_exists");
        }

        var won = answers.Single(answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(won.Text, (await api.GetAsync($"/users/{id}")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Change_WhenManyStartFromOneVersion_AcceptsOne()
    {
        var id = await api.AddUserAsync();

        var header = await api.IfMatchAsync($"/users/{id}", "\"1\"");
        var answers = await Crowd.RushAsync(client => api.PutAsync($"/users/{id}", new { name = $"Name {client}" }, headers: header));

        Assert.Equal("1 x 200, 31 x 412", Crowd.Statuses(answers));
        Assert.Equal("\"2\"", (await api.GetAsync($"/users/{id}")).Tag);
    }

    [Fact]
    public async Task Deactivate_WhileManySend_RefusesMessagesSentAfterResponse()
    {
        var (leaver, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        var deactivated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var refused = await Crowd.RushAsync(async client =>
        {
            if (client == 0)
            {
                (await api.DeleteAsync($"/users/{leaver}")).Expect(HttpStatusCode.NoContent);
                deactivated.SetResult();
                return 0;
            }

            var (from, to) = client % 2 == 0 ? (leaver, peer) : (peer, leaver);
            var message = new { sender_id = from, recipient_id = to, body = "Still there?" };
            for (var turn = 0; turn < 8; turn++)
            {
                var answer = await api.PostAsync("/messages", message);
                if (answer.Status != HttpStatusCode.Created)
                {
                    answer.ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", client % 2 == 0 ? "/sender_id" : "/recipient_id");
                }
            }

            await deactivated.Task;
            (await api.PostAsync("/messages", message))
                .ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", client % 2 == 0 ? "/sender_id" : "/recipient_id");
            return 1;
        });

        Assert.Equal(Crowd.Size - 1, refused.Sum());
    }

    [Fact(Timeout = 60_000)]
    public async Task Deactivate_DuringSend_AddsNoMessageAfterResponse()
    {
        var (leaver, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        await api.AddMessageAsync(peer, leaver);

        // The send stops after it has looked at the users and before it is committed.
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await using var holding = await HoldAsync(
            connection, "SELECT FROM conversations WHERE @leaver IN (user_a_id, user_b_id) FOR UPDATE", leaver);

        var sending = api.PostAsync("/messages", new { sender_id = peer, recipient_id = leaver, body = "Too late?" });
        await Poll.UntilAsync(async () => await WaitingAsync() >= 1);

        var deactivating = api.DeleteAsync($"/users/{leaver}");

        // The deactivation either answers while the send stands still, or itself waits for the send.
        await Poll.UntilAsync(async () => deactivating.IsCompleted || await WaitingAsync() >= 2);

        var answeredFirst = deactivating.IsCompleted;
        var before = await CountAsync(leaver);
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        var sent = await sending;
        (await deactivating).Expect(HttpStatusCode.NoContent);

        if (answeredFirst)
        {
            sent.ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", "/recipient_id");
            Assert.Equal(before, await CountAsync(leaver));
        }
        else
        {
            sent.Expect(HttpStatusCode.Created);
            Assert.Equal(before + 1, await CountAsync(leaver));
        }
    }

    /// <summary>All commands that change other rows than the user's in the name of that user.</summary>
    [Fact]
    public async Task Deactivate_WhileTheUserWrites_IsFollowedByNoChange()
    {
        const int Messages = 4;
        var (leaver, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        var sent = new List<(string Own, string Foreign)>();
        foreach (var _ in Enumerable.Range(0, Crowd.Size * Messages))
        {
            sent.Add(((string)(await api.AddMessageAsync(leaver, peer))["id"]!, (string)(await api.AddMessageAsync(peer, leaver))["id"]!));
        }

        var after = "";
        var isWriting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changes = await Crowd.RushAsync(async client =>
        {
            if (client == 0)
            {
                await isWriting.Task;
                (await api.DeleteAsync($"/users/{leaver}")).Expect(HttpStatusCode.NoContent);
                after = await StateAsync(leaver);
                return 0;
            }

            var changed = 0;
            foreach (var (own, foreign) in sent.Skip(client * Messages).Take(Messages))
            {
                foreach (var write in WritesOf(leaver, peer, own, foreign))
                {
                    var answer = await write();
                    if (answer.Status == HttpStatusCode.Conflict)
                    {
                        answer.ExpectProblem(HttpStatusCode.Conflict, "user_deactivated");
                        return changed;
                    }

                    Assert.InRange((int)answer.Status, 200, 204);
                    changed++;
                    isWriting.TrySetResult();
                }
            }

            return changed;
        });

        Assert.InRange(changes.Sum(), 1, (Crowd.Size - 1) * Messages * WritesOf("", "", "", "").Length - 1);
        Assert.Equal(after, await StateAsync(leaver));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Deactivate_DuringWriteOfTheUser_WaitsForIt(int which)
    {
        var (leaver, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        var own = (string)(await api.AddMessageAsync(leaver, peer))["id"]!;
        var foreign = (string)(await api.AddMessageAsync(peer, leaver))["id"]!;
        if (which == 2)
        {
            (await WritesOf(leaver, peer, own, foreign)[1]()).Expect(HttpStatusCode.Created);
        }

        // The command stops after its check of the user and before its write.
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await using var holding = await HoldAsync(
            connection,
            """
            SELECT FROM conversations WHERE @leaver IN (user_a_id, user_b_id) FOR UPDATE;
            SELECT FROM messages WHERE @leaver IN (sender_id, recipient_id) FOR UPDATE
            """,
            leaver);

        var writing = WritesOf(leaver, peer, own, foreign)[which]();
        await Poll.UntilAsync(async () => await WaitingAsync() >= 1);
        var deactivating = api.DeleteAsync($"/users/{leaver}");
        await Poll.UntilAsync(async () => deactivating.IsCompleted || await WaitingAsync() >= 2);

        Assert.False(deactivating.IsCompleted);
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.InRange((int)(await writing).Status, 200, 204);
        (await deactivating).Expect(HttpStatusCode.NoContent);
        (await WritesOf(leaver, peer, own, foreign)[which]()).ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", "/X-User-Id");
    }

    private Func<Task<Answer>>[] WritesOf(string user, string peer, string own, string foreign) =>
    [
        () => api.PutAsync($"/messages/{own}", new { body = $"Edited {own}" }, user),
        () => api.PutAsync($"/messages/{foreign}/likes/{user}", actingAs: user),
        () => api.DeleteAsync($"/messages/{foreign}/likes/{user}", user),
        () => api.PutAsync($"/users/{user}/conversations/{peer}/read", new { up_to = foreign }, user),
        () => api.DeleteAsync($"/messages/{own}", user),
    ];

    /// <summary>Gets everything that the user can change, as text.</summary>
    private async Task<string> StateAsync(string user) => (string)(await api.QueryAsync(
        """
        SELECT string_agg(m::text || c::text, E'\n' ORDER BY m.position)
        FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE @user IN (m.sender_id, m.recipient_id)
        """,
        ("user", user)))!;

    /// <summary>Locks rows until the transaction that it returns ends.</summary>
    private static async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection, string rows, string leaver)
    {
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var holding = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand(rows, connection, holding);
        hold.Parameters.AddWithValue("leaver", leaver);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return holding;
    }

    private async Task<long> WaitingAsync() => (long)(await api.QueryAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!;

    private async Task<long> CountAsync(string user) =>
        (long)(await api.QueryAsync("SELECT count(*) FROM messages WHERE @user IN (sender_id, recipient_id)", ("user", user)))!;
}
