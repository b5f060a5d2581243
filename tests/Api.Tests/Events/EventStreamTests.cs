using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Events;

/// <summary>The stream of events: what it sends, from where it goes on, and how it ends.</summary>
public sealed class EventStreamTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Stream_WhenChanged_SendsSameBytesAsPage()
    {
        var after = await api.LatestAsync();
        await using var stream = await EventStreamClient.OpenAsync(api.Client);
        var id = await api.AddUserAsync();

        var message = await stream.ReadAsync();

        var page = (await api.GetAsync($"/changes?after={after}")).Expect(HttpStatusCode.OK);
        Assert.Contains($"[{message.Data}]", page.Text, StringComparison.Ordinal);
        Assert.Equal((null, null), (message.Event, message.Retry));
        Assert.Equal(id, (string?)JsonNode.Parse(message.Data!)!["resource_id"]);
        Assert.Equal((string?)JsonNode.Parse(message.Data!)!["id"], message.Id);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.True(stream.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no", Assert.Single(stream.Response.Headers.GetValues("X-Accel-Buffering")));
    }

    [Fact]
    public async Task Stream_WithLastEventId_GoesOnAfterIt()
    {
        var after = await api.LatestAsync();
        var users = new[] { await api.AddUserAsync(), await api.AddUserAsync(), await api.AddUserAsync() };
        var events = await api.ReadAsync(after, 3);

        await using var stream = await EventStreamClient.OpenAsync(
            api.Client, $"?after={after}", ("Last-Event-ID", (string)events[0]["id"]!));

        Assert.Equal(users[1], (string?)JsonNode.Parse((await stream.ReadAsync()).Data!)!["resource_id"]);
        Assert.Equal(users[2], (string?)JsonNode.Parse((await stream.ReadAsync()).Data!)!["resource_id"]);
    }

    [Fact]
    public async Task Stream_WhenIdle_SendsHeartbeatThatMovesResumePoint()
    {
        await using var stream = await EventStreamClient.OpenAsync(api.Client, "?types=order.created");
        await api.AddUserAsync();
        var reading = stream.ReadAsync();
        await Poll.UntilAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            return reading.IsCompleted;
        });

        var ping = await reading;

        Assert.Equal(("ping", "{}"), (ping.Event, ping.Data));
        (await api.GetAsync($"/changes?after={ping.Id}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stream_AfterItsLifetime_SaysByeAndEnds()
    {
        await using var stream = await EventStreamClient.OpenAsync(api.Client);
        var messages = new List<EventStreamClient.Message>();
        var reading = ReadAllAsync();
        var start = api.Clock.GetUtcNow();
        await Poll.UntilAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(10));
            return reading.IsCompleted;
        });

        await reading;
        var bye = messages[^1];
        Assert.Equal(("bye", """{"reason":"lifetime"}"""), (bye.Event, bye.Data));
        Assert.InRange(int.Parse(bye.Retry!), 500, 5000);
        Assert.True(api.Clock.GetUtcNow() - start >= TimeSpan.FromMinutes(24));

        async Task ReadAllAsync()
        {
            while (await stream.TryReadAsync() is { } message)
            {
                messages.Add(message);
            }
        }
    }

    [Theory]
    [InlineData("?after=abc", HttpStatusCode.BadRequest, "event_id_invalid")]
    [InlineData("?types=user.exploded", HttpStatusCode.BadRequest, "event_type_unknown")]
    [InlineData("?after=zzzz-1", HttpStatusCode.Gone, "resume_point_expired")]
    public async Task Stream_WithInvalidParameter_IsRefused(string query, HttpStatusCode status, string code) =>
        (await api.GetAsync($"/events{query}")).ExpectProblem(status, code);

    [Fact]
    public async Task Stream_BeyondLimitOfUser_IsRefusedUntilOneEnds()
    {
        var user = await api.AddUserAsync();
        var token = AccessFixture.Bearer(await api.MintAsync(user));
        var streams = new List<EventStreamClient>();
        for (var i = 0; i < 10; i++)
        {
            streams.Add(await OpenAsync());
        }

        (await api.SendAsAsync(token, HttpMethod.Get, "/events")).ExpectProblem(HttpStatusCode.TooManyRequests, "too_many_streams");

        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        await using var another = await OpenWhenPossibleAsync();

        Task<EventStreamClient> OpenAsync() => EventStreamClient.OpenAsync(Anonymous(), "", ("Authorization", token));

        async Task<EventStreamClient> OpenWhenPossibleAsync()
        {
            EventStreamClient? opened = null;
            await Poll.UntilAsync(async () =>
            {
                try
                {
                    opened = await OpenAsync();
                    return true;
                }
                catch (Xunit.Sdk.EqualException)
                {
                    return false;
                }
            });
            return opened!;
        }
    }

    private HttpClient Anonymous()
    {
        var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = null;
        return client;
    }
}
