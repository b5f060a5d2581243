using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class QueryPlanTests(QueryPlanFixture api) : QueryPlanRules(api), IClassFixture<QueryPlanFixture>;

public sealed class QueryPlanWithoutStatisticsTests(UnknownDataFixture api) : QueryPlanRules(api), IClassFixture<UnknownDataFixture>;

/// <summary>Every read that is part of everyday use costs what it answers, however much has been written before, and whatever PostgreSQL knows of it.</summary>
public abstract class QueryPlanRules(QueryPlanFixture api)
{
    private const string Large = "/users/u001/conversations/u002";
    private const string Small = "/users/u003/conversations/u004";

    /// <summary>The first page of each list, and for whom.</summary>
    public static TheoryData<string, string?> Lists => new()
    {
        { $"{Large}/messages", null },
        { $"{Large}/messages?order=asc", null },
        { $"{Large}/messages?include_deleted=true", "u001" },
        { $"{Large}/messages?order=asc&include_deleted=true&limit=200", "u002" },
        { $"{Small}/messages", null },
        { $"{Small}/messages?order=asc", null },
        { "/messages", null },
        { "/messages?order=asc", null },
        { "/messages?include_deleted=true&limit=1", null },
        { "/messages", "u000" },
        { "/messages?order=asc", "u000" },
        { "/messages", "u001" },
        { "/messages?order=asc", "u001" },
        { "/messages", "u250" },
        { "/messages?order=asc&include_deleted=true", "u250" },
        { "/users/u000/conversations", null },
        { "/users/u000/conversations?limit=200", "u000" },
        { "/users/u001/conversations", null },
        { "/users/u250/conversations", null },
        { "/users/u000/contacts", null },
        { "/users/u250/contacts", "u250" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Get_WhenTheFirstPageIsRead_ReadsIndexesInOrder(string path, string? actingAs) =>
        AssertReadsIndexesInOrder(await api.ExplainAsync(HttpMethod.Get, path, actingAs));

    [Theory]
    [InlineData($"{Large}/messages?", null, 50)]
    [InlineData($"{Large}/messages?order=asc&", "u002", 50)]
    [InlineData("/messages?", null, 50)]
    [InlineData("/messages?order=asc&", null, 50)]
    [InlineData("/messages?", "u001", 50)]
    [InlineData("/messages?order=asc&", "u001", 50)]
    [InlineData("/messages?", "u000", 5)]
    [InlineData("/users/u000/conversations?", null, 1)]
    [InlineData("/users/u000/contacts?", null, 1)]
    public async Task Get_WhenAPageDeepInTheListIsRead_ReadsIndexesInOrder(string path, string? actingAs, int pages)
    {
        var cursor = await CursorAfterAsync(pages, path, actingAs);

        AssertReadsIndexesInOrder(await api.ExplainAsync(HttpMethod.Get, $"{path}cursor={cursor}", actingAs));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("u001")]
    public async Task Get_WhenOneMessageIsRead_ReadsOneRow(string? actingAs)
    {
        var id = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];

        var plans = await api.ExplainAsync(HttpMethod.Get, $"/messages/{id}", actingAs);

        AssertReadsIndexesInOrder(plans);
        Assert.All(plans, plan => Assert.True(plan.Examined("messages") == 1, plan.ToString()));
    }

    [Theory]
    [InlineData(Large)]
    [InlineData("/users/u002/conversations/u001")]
    [InlineData("/users/u004/conversations/u003")]
    public async Task Get_WhenOneConversationIsRead_ReadsIndexesInOrder(string path) =>
        AssertReadsIndexesInOrder(await api.ExplainAsync(HttpMethod.Get, path));

    /// <summary>One row for the last message, and of the unread ones the 100 that are counted and one more, of 15,000 and of 150.</summary>
    [Theory]
    [InlineData("/users/u002/conversations/u001")]
    [InlineData("/users/u004/conversations/u003")]
    public async Task Get_WhenMoreThan100AreUnread_Reads102Messages(string path)
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, path);

        Assert.All(plans, plan => Assert.True(plan.Examined("messages") == 102, plan.ToString()));
    }

    /// <summary>The sender has nothing unread once all that was received is read, whatever that user has sent since.</summary>
    [Fact]
    public async Task Get_WhenNothingIsUnread_ReadsTheLastMessageAlone()
    {
        var last = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];
        (await api.PutAsync($"{Large}/read", new { up_to = last })).Expect(HttpStatusCode.OK);

        var plans = await api.ExplainAsync(HttpMethod.Get, Large);

        Assert.All(plans, plan => Assert.True(plan.Examined("messages") == 1, plan.ToString()));
    }

    [Theory]
    [InlineData("desc")]
    [InlineData("asc")]
    public async Task Get_WhenAConversationIsAHundredTimesAsLong_ReadsTheSameNumberOfRows(string order)
    {
        var small = await api.ExplainAsync(HttpMethod.Get, $"{Small}/messages?order={order}");
        var large = await api.ExplainAsync(HttpMethod.Get, $"{Large}/messages?order={order}");
        var cursor = await CursorAfterAsync(50, $"{Large}/messages?order={order}&", null);
        var deep = await api.ExplainAsync(HttpMethod.Get, $"{Large}/messages?order={order}&cursor={cursor}");

        // A page of 50 and one more row, which tells whether another page follows.
        Assert.All([.. small, .. large, .. deep], plan => Assert.True(plan.Examined("messages") == 51, plan.ToString()));
    }

    /// <summary>At most a page and one row more of what was sent, and of what was received.</summary>
    [Theory]
    [InlineData("u001", "desc")]
    [InlineData("u001", "asc")]
    [InlineData("u003", "desc")]
    [InlineData("u003", "asc")]
    public async Task Get_WhenAUserListsMessages_ReadsNoMoreThanTwoPages(string user, string order)
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, $"/messages?order={order}&include_deleted=true", user);

        Assert.All(plans, plan => Assert.True(plan.Examined("messages") <= 2 * 51, plan.ToString()));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task PutOrDelete_WhenAMessageIsLikedOrNoMore_ReadsIndexesInOrder(string method)
    {
        var id = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];

        AssertReadsIndexesInOrder(await api.ExplainAsync(new HttpMethod(method), $"/messages/{id}/likes/u001"));
    }

    [Fact]
    public async Task Put_WhenAConversationIsRead_ReadsIndexesInOrder()
    {
        var id = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];

        AssertReadsIndexesInOrder(await api.ExplainAsync(HttpMethod.Put, $"{Large}/read", null, new { up_to = id }));
    }

    private static void AssertReadsIndexesInOrder(List<Plan> plans)
    {
        foreach (var plan in plans)
        {
            Assert.All(plan.Nodes, node =>
            {
                Assert.False((string?)node["Node Type"] is "Sort" or "Incremental Sort", $"Sorts: {plan}");
                if ((string?)node["Relation Name"] is "messages" or "conversations" && (string?)node["Node Type"] is not "ModifyTable")
                {
                    Assert.True((string?)node["Node Type"] is "Index Scan" or "Index Only Scan", $"Not an index scan: {plan}");
                }
            });
        }
    }

    private async Task<string> CursorAfterAsync(int pages, string path, string? actingAs)
    {
        var cursor = "";
        for (var i = 0; i < pages; i++)
        {
            var from = i == 0 ? "" : $"&cursor={cursor}";
            cursor = (await api.GetAsync($"{path}limit=200{from}", actingAs)).Expect(HttpStatusCode.OK).NextCursor();
            Assert.NotNull(cursor);
        }

        return cursor;
    }
}
