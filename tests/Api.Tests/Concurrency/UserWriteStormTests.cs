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

        // Another session holds the conversation, so that the send stops after it has looked at the users and before it is committed.
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand(
            "SELECT FROM conversations WHERE @leaver IN (user_a_id, user_b_id) FOR UPDATE", connection, holding))
        {
            hold.Parameters.AddWithValue("leaver", leaver);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

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

    private async Task<long> WaitingAsync() => (long)(await api.QueryAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!;

    private async Task<long> CountAsync(string user) =>
        (long)(await api.QueryAsync("SELECT count(*) FROM messages WHERE @user IN (sender_id, recipient_id)", ("user", user)))!;
}
