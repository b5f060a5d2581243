using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

public sealed class LikeStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Seed = 20261;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Like_AfterConcurrentChanges_EqualsLastRequestOfEachParticipant(bool senderLikes, bool recipientLikes)
    {
        var (sender, recipient, id) = await AddMessageAsync();

        await Crowd.RushAsync(async client =>
        {
            var random = new Random(Seed + client);
            for (var turn = 0; turn < 6; turn++)
            {
                await SetLikeAsync(id, client % 2 == 0 ? sender : recipient, random.Next(2) == 0);
            }

            return client;
        });
        await SetLikeAsync(id, sender, senderLikes);
        await SetLikeAsync(id, recipient, recipientLikes);

        var wanted = new[] { (sender, senderLikes), (recipient, recipientLikes) }.Where(pair => pair.Item2).Select(pair => pair.Item1);
        Assert.Equal(wanted.Order(), (await LikedByAsync(id)).Order());
    }

    [Fact]
    public async Task Like_WhenBothParticipantsToggle_KeepsLastRequestOfEach()
    {
        var messages = await Task.WhenAll(Enumerable.Range(0, Crowd.Size / 2).Select(_ => AddMessageAsync()));

        // Two clients a message, each of whom acts for one participant alone: the last thing that each of them asked for must stand.
        var lastWords = await Crowd.RushAsync(async client =>
        {
            var (sender, recipient, id) = messages[client / 2];
            var random = new Random(Seed + client);
            var likes = false;
            for (var turn = 0; turn < 12; turn++)
            {
                likes = random.Next(2) == 0;
                await SetLikeAsync(id, client % 2 == 0 ? sender : recipient, likes);
            }

            return likes;
        });

        for (var i = 0; i < messages.Length; i++)
        {
            var (sender, recipient, id) = messages[i];
            var wanted = new[] { (sender, lastWords[2 * i]), (recipient, lastWords[(2 * i) + 1]) }.Where(pair => pair.Item2)
                .Select(pair => pair.Item1);
            Assert.Equal(wanted.Order(), (await LikedByAsync(id)).Order());
        }
    }

    [Fact]
    public async Task Like_WhenRepeatedConcurrently_CreatesOneLike()
    {
        var (_, recipient, id) = await AddMessageAsync();

        var answers = await Crowd.RushAsync(_ => api.PutAsync($"/messages/{id}/likes/{recipient}", actingAs: recipient));

        Assert.Equal("31 x 200, 1 x 201", Crowd.Statuses(answers));
        Assert.Equal([recipient], await LikedByAsync(id));
    }

    [Fact]
    public async Task Like_WhileMessageIsDeleted_SucceedsOrReturnsNotFound()
    {
        var (sender, recipient, id) = await AddMessageAsync();

        var answers = await Crowd.RushAsync(client => client == 0
            ? api.DeleteAsync($"/messages/{id}", actingAs: sender)
            : api.PutAsync($"/messages/{id}/likes/{recipient}", actingAs: recipient));

        answers[0].Expect(HttpStatusCode.NoContent);
        foreach (var refused in answers.Skip(1).Where(answer => answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created)))
        {
            refused.ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
        }

        Assert.True(
            (bool)(await api.QueryAsync(
                "SELECT body IS NULL AND deleted_at IS NOT NULL FROM messages WHERE conversation_id || '-' || position = @id",
                ("id", id)))!);
        (await api.PutAsync($"/messages/{id}/likes/{recipient}", actingAs: recipient))
            .ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
    }

    private async Task<(string Sender, string Recipient, string Id)> AddMessageAsync()
    {
        var (sender, recipient) = (await api.AddUserAsync("sender"), await api.AddUserAsync("recipient"));
        return (sender, recipient, (string)(await api.AddMessageAsync(sender, recipient))["id"]!);
    }

    private async Task SetLikeAsync(string id, string user, bool likes)
    {
        var path = $"/messages/{id}/likes/{user}";
        var answer = await (likes ? api.PutAsync(path, actingAs: user) : api.DeleteAsync(path, actingAs: user));
        HttpStatusCode[] right = likes ? [HttpStatusCode.OK, HttpStatusCode.Created] : [HttpStatusCode.NoContent];
        Assert.Contains(answer.Status, right);
    }

    private async Task<IEnumerable<string>> LikedByAsync(string id) =>
        (await api.GetAsync($"/messages/{id}")).Expect(HttpStatusCode.OK).Json["liked_by"]!.AsArray().Select(user => (string)user!);
}
