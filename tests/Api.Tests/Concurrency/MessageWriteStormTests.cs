using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

public sealed class MessageWriteStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Edit_WhenManyEditWithoutIfMatch_AcceptsAndCountsAll()
    {
        var (sender, _, id) = await AddMessageAsync();

        var answers = await Crowd.RushAsync(client => api.PutAsync($"/messages/{id}", new { body = $"Edit {client}" }, sender));

        Assert.Equal("32 x 200", Crowd.Statuses(answers));
        Assert.Equal(
            Enumerable.Range(2, Crowd.Size).Select(version => $"\"{version}\"").Order(StringComparer.Ordinal),
            answers.Select(answer => answer.Tag!).Order(StringComparer.Ordinal));
        for (var client = 0; client < answers.Length; client++)
        {
            Assert.Equal($"Edit {client}", (string?)answers[client].Json["body"]);
        }

        var stored = (await api.GetAsync($"/messages/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal($"\"{Crowd.Size + 1}\"", stored.Tag);
        Assert.Equal(answers.Single(answer => answer.ETag == stored.ETag).Text, stored.Text);
    }

    [Fact]
    public async Task Edit_WhenManyStartFromOneVersion_AcceptsOne()
    {
        var (sender, _, id) = await AddMessageAsync();

        var header = await api.IfMatchAsync($"/messages/{id}", "\"1\"");
        var answers = await Crowd.RushAsync(client => api.PutAsync($"/messages/{id}", new { body = $"Edit {client}" }, sender, header));

        Assert.Equal("1 x 200, 31 x 412", Crowd.Statuses(answers));
        foreach (var refused in answers.Where(answer => answer.Status == HttpStatusCode.PreconditionFailed))
        {
            refused.ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        }

        var won = answers.Single(answer => answer.Status == HttpStatusCode.OK);
        var stored = (await api.GetAsync($"/messages/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal((won.Text, "\"2\""), (stored.Text, stored.Tag));
    }

    [Fact]
    public async Task Edit_WhileOthersLike_NeverFails()
    {
        var (sender, recipient, id) = await AddMessageAsync();

        await Crowd.RushAsync(async client =>
        {
            for (var turn = 1; turn <= 10; turn++)
            {
                if (client == 0)
                {
                    var header = await api.IfMatchAsync($"/messages/{id}", $"\"{turn}\"");
                    var answer = await api.PutAsync($"/messages/{id}", new { body = $"Edit {turn}" }, sender, header);
                    Assert.StartsWith($"\"{turn + 1}", answer.Expect(HttpStatusCode.OK).Tag, StringComparison.Ordinal);
                }
                else
                {
                    await api.SendAsync(
                        turn % 2 == 0 ? HttpMethod.Delete : HttpMethod.Put, $"/messages/{id}/likes/{recipient}", actingAs: recipient);
                }
            }

            return client;
        });

        await api.PutAsync($"/messages/{id}/likes/{recipient}", actingAs: recipient);
        var stored = (await api.GetAsync($"/messages/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"11.r\"", "Edit 10"), (stored.Tag, (string?)stored.Json["body"]));
    }

    [Fact]
    public async Task Delete_WhenManyDeleteOneMessage_OneSucceeds()
    {
        var (sender, _, id) = await AddMessageAsync();

        var answers = await Crowd.RushAsync(_ => api.DeleteAsync($"/messages/{id}", sender));

        Assert.Equal("1 x 204, 31 x 404", Crowd.Statuses(answers));
        foreach (var refused in answers.Where(answer => answer.Status == HttpStatusCode.NotFound))
        {
            refused.ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
        }

        Assert.Equal(
            2,
            await api.QueryAsync(
                "SELECT version FROM messages WHERE conversation_id || '-' || position = @id AND body IS NULL", ("id", id)));
    }

    [Fact]
    public async Task Delete_WhileManyEdit_LeavesNoText()
    {
        var (sender, _, id) = await AddMessageAsync();

        var answers = await Crowd.RushAsync(client => client == Crowd.Size / 2
            ? api.DeleteAsync($"/messages/{id}", sender)
            : api.PutAsync($"/messages/{id}", new { body = $"Edit {client}" }, sender));

        answers[Crowd.Size / 2].Expect(HttpStatusCode.NoContent);
        foreach (var late in answers.Where(answer => answer.Status is not (HttpStatusCode.OK or HttpStatusCode.NoContent)))
        {
            late.ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
        }

        var edits = answers.Count(answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(
            2 + edits,
            await api.QueryAsync(
                "SELECT version FROM messages WHERE conversation_id || '-' || position = @id AND body IS NULL", ("id", id)));
    }

    [Fact]
    public async Task MarkRead_WhenManyMoveMarker_KeepsNewest()
    {
        var (sender, recipient, first) = await AddMessageAsync();
        var ids = new List<string> { first };
        while (ids.Count < Crowd.Size)
        {
            ids.Add((string)(await api.AddMessageAsync(sender, recipient))["id"]!);
        }

        var path = $"/users/{recipient}/conversations/{sender}/read";
        var answers = await Crowd.RushAsync(client => api.PutAsync(path, new { up_to = ids[client] }, recipient));

        for (var client = 0; client < answers.Length; client++)
        {
            // Each client's own answer must never say less than what it asked for.
            var marker = (string)answers[client].Expect(HttpStatusCode.OK).Json["last_read_message_id"]!;
            Assert.True(ids.IndexOf(marker) >= client, $"asked for {ids[client]}, was answered {marker}");
        }

        var stored = (await api.PutAsync(path, new { up_to = first }, recipient)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((ids[^1], 0), ((string?)stored["last_read_message_id"], (int?)stored["unread_count"]));
    }

    private async Task<(string Sender, string Recipient, string Id)> AddMessageAsync()
    {
        var (sender, recipient) = (await api.AddUserAsync("sender"), await api.AddUserAsync("recipient"));
        return (sender, recipient, (string)(await api.AddMessageAsync(sender, recipient))["id"]!);
    }
}
