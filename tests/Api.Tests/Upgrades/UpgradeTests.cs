using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Upgrades;

/// <summary>Data of the first version, read and changed by this one.</summary>
public sealed class UpgradeTests(FirstVersionFixture api) : IClassFixture<FirstVersionFixture>
{
    private static readonly (string Name, string Value) AsBackend = ("Authorization", $"Bearer {FirstVersionFixture.Key}");

    private static readonly (string Name, string Value) AsAnn = ("Authorization", $"Bearer {FirstVersionFixture.Token}");

    [Fact]
    public async Task Users_OfFirstVersion_AreRead()
    {
        var users = (await GetAsync("/users", AsBackend)).Json["items"]!.AsArray();

        Assert.Equal(["ann", "bob", "cyd", "dan"], users.Select(user => (string?)user!["id"]));
        Assert.Equal("blue", (string?)users[0]!["metadata"]!["team"]);
        Assert.Equal("deactivated", (string?)users[3]!["status"]);
    }

    [Fact]
    public async Task UserToken_OfFirstVersion_StillActsAsItsUser()
    {
        var conversations = (await GetAsync("/users/ann/conversations", AsAnn)).Json["items"]!.AsArray();

        Assert.Equal(["dan", "cyd", "bob"], conversations.Select(conversation => (string?)conversation!["peer"]!["id"]));
        Assert.Equal([1, 1, 1], conversations.Select(conversation => (int)conversation!["unread_count"]!));
        (await api.SendAsync(HttpMethod.Get, "/users/bob/conversations", null, null, AsAnn)).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Messages_OfFirstVersion_KeepOrderTextsLikesAndTombstones()
    {
        var messages = (await GetAsync("/users/ann/conversations/bob/messages?order=asc&include_deleted=true", AsBackend)).Json["items"]!
            .AsArray();

        Assert.Equal(
            ["Message 0", "Edited", null, "Message 3", "Message 4", "Message 5"], messages.Select(message => (string?)message!["body"]));
        Assert.Equal([1, 2, 3, 4, 5, 6], messages.Select(message => (int)message!["position"]!));
        Assert.Equal(["bob"], messages[0]!["liked_by"]!.AsArray().Select(user => (string?)user));
        Assert.NotNull(messages[1]!["edited_at"]);
        Assert.NotNull(messages[2]!["deleted_at"]);
    }

    [Fact]
    public async Task Orders_OfFirstVersion_KeepTheirTimes()
    {
        var order = (await GetAsync("/orders/223", AsBackend)).Json;

        Assert.Equal("2022-11-01T11:11:11.111Z", (string?)order["datetime"]);
        Assert.Equal("Inspection", (string?)order["services"]![0]!["name"]);
        var tooClose = new { datetime = "2022-11-01T12:11:11.111Z", totalfee = 1, services = new[] { new { id = "123" } } };
        (await api.SendAsync(HttpMethod.Post, "/orders", tooClose, null, AsBackend))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
    }

    [Fact]
    public async Task SmsMessages_OfFirstVersion_AreDecryptedAndFoundByNumber()
    {
        var found = (await GetAsync("/sms-messages?recipient_phone=5555550001", AsBackend)).Json["items"]!.AsArray();

        var message = Assert.Single(found)!;
        Assert.Equal("+15555550001", (string?)message["recipient_phone"]);
        Assert.Equal("Your visit is at 14:00.", (string?)message["message_body"]);
        Assert.Equal("delivered", (string?)message["status"]);
        (await api.SendAsync(HttpMethod.Post, "/sms-messages/01a22981-2e70-75df-bee0-7cc01754efc7/cancel", null, null, AsBackend))
            .Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_WithIdempotencyKeyOfFirstVersion_ReplaysTheStoredResponse()
    {
        // Byte for byte the body that the first version received.
        const string Body = """{"sender_id": "dan", "recipient_id": "ann", "body": "Once"}""";
        using var client = api.CreateUncheckedClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/messages")
        {
            Content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json"),
            Headers = { { AsBackend.Name, AsBackend.Value }, { "Idempotency-Key", "upgrade-1" } },
        };
        var replay = await Answer.ReadAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));

        replay.Expect(HttpStatusCode.Created);
        Assert.Equal("true", replay.Headers.GetValueOrDefault("Idempotent-Replayed"));
        Assert.Equal("01a22981-303d-7023-ab61-bdc667001b00", (string?)replay.Json["id"]);
    }

    private async Task<Answer> GetAsync(string path, (string Name, string Value) credentials) =>
        (await api.GetAsync(path, null, credentials)).Expect(HttpStatusCode.OK);
}
