using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Infrastructure.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Events;

/// <summary>Pages of the feed: positions, filters, and what cannot be read.</summary>
public sealed class ChangesTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Changes_WhenRead_ArePagesWithoutGapsOrRepeats()
    {
        var after = await api.LatestAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await api.AddUserAsync());
        }

        await api.ReadAsync(after, ids.Count);
        List<string> read = [];
        for (var (more, pages) = (true, 0); more; pages++)
        {
            var page = (await api.GetAsync($"/changes?after={after}&limit=3")).Expect(HttpStatusCode.OK).Json;
            read.AddRange(page["items"]!.AsArray().Select(item => (string)item!["resource_id"]!));
            more = (bool)page["has_more"]!;
            after = (string)page["next_after"]!;
            Assert.True(pages < 3);
        }

        Assert.Equal(ids, read);
        Assert.Equal(after, await api.LatestAsync());
    }

    [Fact]
    public async Task Changes_WithoutMatch_MoveOn()
    {
        var after = await api.LatestAsync();
        await api.AddUserAsync();
        await api.ReadAsync(after, 1);

        var page = (await api.GetAsync($"/changes?after={after}&types=order.created")).Expect(HttpStatusCode.OK).Json;

        Assert.Empty(page["items"]!.AsArray());
        Assert.Equal((string?)page["latest"], (string?)page["next_after"]);
        Assert.NotEqual(after, (string?)page["next_after"]);
    }

    [Theory]
    [InlineData("after=abc", "event_id_invalid")]
    [InlineData("after=k7d2-01", "event_id_invalid")]
    [InlineData("after=k7d2-99999999999999999999", "event_id_invalid")]
    [InlineData("types=user.exploded", "event_type_unknown")]
    [InlineData("limit=0", "validation_failed")]
    [InlineData("limit=201", "validation_failed")]
    [InlineData("wait=26", "validation_failed")]
    [InlineData("wait=-1", "validation_failed")]
    [InlineData("user_id=%20", "validation_failed")]
    public async Task Changes_WithInvalidParameter_AreRefused(string query, string code) =>
        (await api.GetAsync($"/changes?{query}")).ExpectProblem(HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("limit=1")]
    [InlineData("limit=200")]
    [InlineData("after=earliest")]
    [InlineData("after=latest")]
    [InlineData("types=user.created,order.created")]
    public async Task Changes_WithValidParameter_AreRead(string query) =>
        (await api.GetAsync($"/changes?{query}")).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task Changes_AfterUnknownEpochOrBeyondHead_AreGone()
    {
        await api.AddUserAsync();
        var latest = await api.LatestAsync();
        var beyond = $"{latest[..4]}-{long.Parse(latest[5..]) + 1000}";

        foreach (var id in new[] { beyond, "zzzz-1" })
        {
            var gone = (await api.GetAsync($"/changes?after={id}")).ExpectProblem(HttpStatusCode.Gone, "resume_point_expired");
            Assert.Equal("feed_restored", (string?)gone.Json["reason"]);
            (await api.GetAsync($"/changes?after={gone.Json["oldest"]}")).Expect(HttpStatusCode.OK);
            (await api.GetAsync($"/changes?after={gone.Json["latest"]}")).Expect(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task LongPoll_WhenEventComes_AnswersWithIt()
    {
        var after = await api.LatestAsync();
        var poll = api.GetAsync($"/changes?after={after}&wait=25");
        var id = await api.AddUserAsync();

        var page = (await poll).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(id, (string?)Assert.Single(page["items"]!.AsArray())!["resource_id"]);
    }

    [Fact]
    public async Task Expiry_OfServiceKey_LeavesOneEvent()
    {
        var after = await api.LatestAsync();
        var expires = api.Clock.GetUtcNow().AddMinutes(5);
        var key = (await api.PostAsync("/service-keys", new { name = "short", scopes = new[] { "users" }, expires_at = expires }))
            .Expect(HttpStatusCode.Created).Json;
        var expiry = api.Services.GetServices<IHostedService>().OfType<Infrastructure.Access.ServiceKeyExpiry>().Single();

        await expiry.RecordAsync(TestContext.Current.CancellationToken);
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        await expiry.RecordAsync(TestContext.Current.CancellationToken);
        await expiry.RecordAsync(TestContext.Current.CancellationToken);

        await api.AddUserAsync();
        var events = await api.ReadAsync(after, 3);
        Assert.Equal(["service_key.created", "service_key.expired", "user.created"], events.Select(Feed.Type));
        Assert.Equal((string?)key["id"], (string?)events[1]["resource_id"]);
        Assert.Equal("""{"name" : "short"}""", events[1]["data"]!.ToJsonString().Replace(":", " : ", StringComparison.Ordinal));
    }
}

/// <summary>Old events are deleted, and their readers told so.</summary>
public sealed class EventRetentionTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Events_OlderThanRetention_AreGoneAndTheirReadersTold()
    {
        var before = await api.LatestAsync();
        var old = await api.AddUserAsync();
        await api.ReadAsync(before, 1);
        var after = await api.LatestAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await api.AddUserAsync();
        await api.ReadAsync(after, 1);
        var retention = api.Services.GetServices<IHostedService>().OfType<EventRetention>().Single();

        api.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(5));
        await retention.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Contains(await AllAsync(), id => id == old);

        api.Clock.Advance(TimeSpan.FromMinutes(10));
        after = await api.LatestAsync();
        var later = await api.AddUserAsync();
        await api.ReadAsync(after, 1);
        await retention.SweepAsync(TestContext.Current.CancellationToken);

        var gone = (await api.GetAsync($"/changes?after={before}")).ExpectProblem(HttpStatusCode.Gone, "resume_point_expired");
        Assert.Equal("retention", (string?)gone.Json["reason"]);
        Assert.DoesNotContain(await AllAsync(), id => id == old);
        Assert.Contains(await AllAsync(), id => id == later);
        Assert.Equal(0L, await api.QueryAsync("SELECT count(*) FROM events WHERE position < (SELECT oldest_position FROM event_feed)"));
    }

    private async Task<List<string>> AllAsync() =>
        [.. (await api.GetAsync("/changes?after=earliest&limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray()
            .Select(item => (string)item!["resource_id"]!)];
}
