using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

/// <summary>Random sends, edits, deletions, likes, read markers and deactivations, compared with a model after every step.</summary>
public sealed class MessageModelTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly MessageModel model = new();
    private readonly List<string> users = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Api_AfterRandomSteps_AnswersAsTheModel(int seed)
    {
        var random = new Random(seed);
        var steps = Proof.Rounds(120, 1500);
        for (var i = 0; i < 6; i++)
        {
            users.Add(await api.AddUserAsync("model"));
        }

        for (var step = 0; step < steps; step++)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}, step {step}: {await ChangeAsync(random, step)}");
            await CompareAsync(random);
        }

        Proof.Report($"Seed {seed}: {steps} random steps, every list as in the model.");
    }

    private async Task<string> ChangeAsync(Random random, int step)
    {
        var (one, other) = (Any(random, users), Any(random, users));
        var message = model.Messages.Count == 0 ? null : Any(random, model.Messages);
        switch (message is null ? 0 : random.Next(100))
        {
            case < 50:
                return await SendAsync(one, other, $"Step {step}");
            case < 60:
                var edited = await api.PutAsync($"/messages/{message!.Id}", new { body = $"Edit {step % 3}" });
                if (ExpectWhileUndeleted(message, edited) && message.Body != $"Edit {step % 3}")
                {
                    (message.Body, message.IsEdited) = ($"Edit {step % 3}", true);
                }

                return $"edit {message.Id}";
            case < 68:
                if (ExpectWhileUndeleted(message!, await api.DeleteAsync($"/messages/{message!.Id}"), HttpStatusCode.NoContent))
                {
                    message.Body = null;
                }

                return $"delete {message.Id}";
            case < 78:
                var user = random.Next(2) == 0 ? message!.Sender : message!.Recipient;
                var isNew = !message.Likes.Contains(user);
                var liked = await api.PutAsync($"/messages/{message.Id}/likes/{user}");
                if (ExpectWhileUndeleted(message, liked, isNew ? HttpStatusCode.Created : HttpStatusCode.OK) && isNew)
                {
                    message.Likes.Add(user);
                }

                return $"like {message.Id}";
            case < 84:
                var fan = random.Next(2) == 0 ? message!.Sender : message!.Recipient;
                if (ExpectWhileUndeleted(message, await api.DeleteAsync($"/messages/{message.Id}/likes/{fan}"), HttpStatusCode.NoContent))
                {
                    message.Likes.Remove(fan);
                }

                return $"unlike {message.Id}";
            case < 99:
                var (reader, peer) = random.Next(2) == 0 ? (message!.Sender, message.Recipient) : (message!.Recipient, message.Sender);
                var marker = (await api.PutAsync($"/users/{reader}/conversations/{peer}/read", new { up_to = message.Id }))
                    .Expect(HttpStatusCode.OK);
                model.Mark(reader, peer, message.Position);
                Assert.Equal(model.UnreadOf(reader, peer), (int)marker.Json["unread_count"]!);
                return $"mark {message.Id}";
            default:
                if (model.Deactivated.Count < 2)
                {
                    (await api.DeleteAsync($"/users/{one}")).Expect(HttpStatusCode.NoContent);
                    model.Deactivated.Add(one);
                }

                return $"deactivate {one}";
        }
    }

    private async Task<string> SendAsync(string sender, string recipient, string body)
    {
        var answer = await api.PostAsync("/messages", new { sender_id = sender, recipient_id = recipient, body });
        if (sender == recipient)
        {
            answer.ExpectProblem(HttpStatusCode.BadRequest, "recipient_is_sender", "/recipient_id", "recipient_is_sender");
        }
        else if (model.Deactivated.Contains(sender) || model.Deactivated.Contains(recipient))
        {
            answer.ExpectProblem(HttpStatusCode.Conflict, "user_deactivated");
        }
        else
        {
            var sent = model.Send(answer.Expect(HttpStatusCode.Created).Json.Id(), sender, recipient, body);
            Assert.Equal(sent.ToString(), Line(answer.Json));
        }

        return $"send {sender} {recipient}";
    }

    private async Task CompareAsync(Random random)
    {
        var (one, other) = (Any(random, users), Any(random, users));
        var (isAscending, withDeleted) = (random.Next(2) == 0, random.Next(2) == 0);
        var filter = $"order={(isAscending ? "asc" : "desc")}&include_deleted={(withDeleted ? "true" : "false")}";
        await CompareListAsync($"/users/{one}/conversations/{other}/messages?{filter}", null, Listed(model.Between(one, other)));
        await CompareListAsync($"/messages?{filter}", one, Listed(model.Of(one)));

        var conversations = (await api.GetAsync($"/users/{one}/conversations?limit=200")).Expect(HttpStatusCode.OK).Items();
        var peers = model.PeersOf(one);
        Assert.Equal(peers.Select(peer => Conversation(one, peer)), conversations.Select(item => ConversationLine(item!)));
        var contacts = (await api.GetAsync($"/users/{one}/contacts?limit=200")).Expect(HttpStatusCode.OK);
        Assert.Equal(peers, contacts.Ids());

        var totals = (await api.GetAsync($"/users/{one}/unread")).Expect(HttpStatusCode.OK).Json;
        var unread = peers.Select(peer => model.UnreadOf(one, peer)).Where(count => count > 0).ToList();
        Assert.Equal((unread.Sum(count => Math.Min(count, 100)), unread.Count), ((int)totals["messages"]!, (int)totals["conversations"]!));

        IEnumerable<string> Listed(IEnumerable<MessageModel.Sent> messages)
        {
            var shown = messages.Where(message => withDeleted || message.Body is not null);
            return (isAscending ? shown : shown.Reverse()).Select(message => message.ToString());
        }
    }

    /// <summary>Compares the pages of a list, and the same list as a stream, with the expected lines.</summary>
    private async Task CompareListAsync(string path, string? actingAs, IEnumerable<string> expected)
    {
        var lines = expected.ToList();
        var stream = (await api.GetAsync(path, actingAs, ("Accept", "application/x-ndjson"))).Expect(HttpStatusCode.OK).Text;
        Assert.Equal(lines, stream.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Line(JsonNode.Parse(line)!)));

        List<string> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await api.GetAsync($"{path}&limit=50{cursor}", actingAs)).Expect(HttpStatusCode.OK);
            paged.AddRange(page.Items().Select(message => Line(message!)));
            cursor = page.NextCursor() is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal(lines, paged);
    }

    /// <summary>A deleted message is not found.</summary>
    private static bool ExpectWhileUndeleted(MessageModel.Sent message, Answer answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        if (message.Body is null)
        {
            answer.ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
            return false;
        }

        answer.Expect(status);
        return true;
    }

    private string Conversation(string user, string peer)
    {
        var last = model.Between(user, peer).LastOrDefault(message => message.Body is not null);
        var unread = model.UnreadOf(user, peer);
        var status = model.Deactivated.Contains(peer) ? "deactivated" : "active";
        return $"{peer} {status} [{last}] {Math.Min(unread, 100)} {unread > 100} {model.MarkerOf(user, peer)} {model.MarkerOf(peer, user)}";
    }

    private static string ConversationLine(JsonNode item)
    {
        var last = item["last_message"] is { } message ? Line(message) : "";
        return $"{item["peer"]!["id"]} {item["peer"]!["status"]} [{last}] {item["unread_count"]} {(bool)item["unread_capped"]!} "
            + $"{Position(item["last_read_message_id"])} {Position(item["peer_last_read_message_id"])}";
    }

    private static string Line(JsonNode message) =>
        $"{message["id"]} {message["position"]} {message["sender_id"]} {message["recipient_id"]} {message["body"]} "
        + $"{message["edited_at"] is not null} {string.Join(',', message["liked_by"]!.AsArray().Select(user => (string?)user))}";

    private static string Position(JsonNode? id) => id is null ? "0" : ((string)id!)[37..];

    private static T Any<T>(Random random, List<T> items) => items[random.Next(items.Count)];
}
