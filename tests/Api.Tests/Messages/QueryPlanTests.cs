using System.Net;
using Concierge.Api.Tests.Plans;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Messages;

namespace Concierge.Api.Tests.Messages;

[Collection<PlansWithStatistics>]
public sealed class QueryPlanTests(PlanFixture api) : QueryPlanRules(api);

[Collection<PlansWithoutStatistics>]
public sealed class QueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : QueryPlanRules(api);

/// <summary>
/// The cost of everyday reads depends only on what they return. It does not depend on the amount of stored data, or on the planner
/// statistics of PostgreSQL.
/// </summary>
public abstract class QueryPlanRules(PlanFixture api)
{
    private const string Large = "/users/u001/conversations/u002";
    private const string Small = "/users/u003/conversations/u004";

    private const string Time = "ix_messages_created_at_conversation_id_position";
    private const string InConversation = "pk_messages";
    private const string Unread = "ix_messages_conversation_id_recipient_id_position";
    private const string ConversationKey = "pk_conversations";
    private const string UserKey = "pk_users";

    private static readonly string[] SentAndReceived = [
            "ix_messages_sender_id_created_at_conversation_id_position",
            "ix_messages_recipient_id_created_at_conversation_id_position",
        ];
    private static readonly string[] LastActivity =
        ["ix_conversations_user_a_id_last_activity_at_id", "ix_conversations_user_b_id_last_activity_at_id"];
    private static readonly string[] Seen = [UserKey, InConversation, Unread];

    /// <summary>The first page of each list, for whom, and which indexes are read.</summary>
    public static TheoryData<string, string?, string[]> Lists => new()
    {
        { $"{Large}/messages", null, [InConversation] },
        { $"{Large}/messages?order=asc", null, [InConversation] },
        { $"{Large}/messages?include_deleted=true", "u001", [InConversation] },
        { $"{Large}/messages?order=asc&include_deleted=true&limit=200", "u002", [InConversation] },
        { $"{Small}/messages", null, [InConversation] },
        { $"{Small}/messages?order=asc", null, [InConversation] },
        { "/messages", null, [Time] },
        { "/messages?order=asc", null, [Time] },
        { "/messages?include_deleted=true&limit=1", null, [Time] },
        { "/messages", "u000", SentAndReceived },
        { "/messages?order=asc", "u000", SentAndReceived },
        { "/messages", "u001", SentAndReceived },
        { "/messages?order=asc", "u001", SentAndReceived },
        { "/messages", "u250", SentAndReceived },
        { "/messages?order=asc&include_deleted=true", "u250", SentAndReceived },
        { "/users/u000/conversations", null, [.. LastActivity, .. Seen] },
        { "/users/u000/conversations?limit=200", "u000", [.. LastActivity, .. Seen] },
        { "/users/u001/conversations", null, [.. LastActivity, .. Seen] },
        { "/users/u250/conversations", null, [.. LastActivity, .. Seen] },
        { "/users/u000/unread", null, [.. LastActivity, Unread] },
        { "/users/u000/contacts", null, [.. LastActivity, UserKey] },
        { "/users/u250/contacts", "u250", [.. LastActivity, UserKey] },
    };

    /// <summary>Lists, for whom, how many pages of 200 lie before the page that is read, and which indexes are read.</summary>
    public static TheoryData<string, string?, int, string[]> DeepPages => new()
    {
        { $"{Large}/messages?", null, 50, [InConversation] },
        { $"{Large}/messages?order=asc&", "u002", 50, [InConversation] },
        { "/messages?", null, 50, [Time] },
        { "/messages?order=asc&", null, 50, [Time] },
        { "/messages?", "u001", 50, SentAndReceived },
        { "/messages?order=asc&", "u001", 50, SentAndReceived },
        { "/messages?", "u000", 5, SentAndReceived },
        { "/users/u000/conversations?", null, 1, [.. LastActivity, .. Seen] },
        { "/users/u000/contacts?", null, 1, [.. LastActivity, UserKey] },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Get_WhenTheFirstPageIsRead_ReadsIndexesInOrder(string path, string? actingAs, string[] indexes) =>
        (await api.ExplainAsync(HttpMethod.Get, path, actingAs)).AssertReadInOrder(With(actingAs, indexes));

    [Theory]
    [MemberData(nameof(DeepPages))]
    public async Task Get_WhenAPageDeepInTheListIsRead_ReadsIndexesInOrder(string path, string? actingAs, int pages, string[] indexes)
    {
        var cursor = await CursorAfterAsync(pages, path, actingAs);

        (await api.ExplainAsync(HttpMethod.Get, $"{path}cursor={cursor}", actingAs)).AssertReadInOrder(With(actingAs, indexes));
    }

    /// <summary>
    /// Each conversation needs its row, its peer, its last message and its unread messages. The contacts need the row of each contact.
    /// </summary>
    [Theory]
    [InlineData("conversations")]
    [InlineData("contacts")]
    public async Task Get_WhenAUsersConversationsAreRead_ReadsNoMoreThanTwoPages(string list)
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, $"/users/u000/{list}");

        Assert.All(plans, plan =>
        {
            Assert.True(plan.Examined("conversations") <= 2 * 51, plan.ToString());
            Assert.True(plan.Examined("users") <= 51, plan.ToString());

            // These conversations have fewer than ten messages each.
            Assert.True(plan.Examined("messages") <= 51 * 10, plan.ToString());
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("u001")]
    public async Task Get_WhenOneMessageIsRead_ReadsOneRow(string? actingAs)
    {
        var id = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];

        var plans = await api.ExplainAsync(HttpMethod.Get, $"/messages/{id}", actingAs);

        plans.AssertReadInOrder(With(actingAs, InConversation));
        plans.Of("messages").AssertExamined("messages", 1);
    }

    [Theory]
    [InlineData(Large)]
    [InlineData("/users/u002/conversations/u001")]
    [InlineData("/users/u004/conversations/u003")]
    public async Task Get_WhenOneConversationIsRead_ReadsIndexesInOrder(string path) =>
        (await api.ExplainAsync(HttpMethod.Get, path)).AssertReadInOrder([ConversationKey, .. Seen]);

    /// <summary>One row for the last message, and of the unread ones the 100 that are counted and one more, of 15,000 and of 150.</summary>
    [Theory]
    [InlineData("/users/u002/conversations/u001")]
    [InlineData("/users/u004/conversations/u003")]
    public async Task Get_WhenMoreThan100AreUnread_Reads102Messages(string path)
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, path);

        plans.AssertExamined("messages", 102);
    }

    /// <summary>The sender has nothing unread once all that was received is read, whatever that user has sent since.</summary>
    [Fact]
    public async Task Get_WhenNothingIsUnread_ReadsTheLastMessageAlone()
    {
        var last = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];
        (await api.PutAsync($"{Large}/read", new { up_to = last })).Expect(HttpStatusCode.OK);

        var plans = await api.ExplainAsync(HttpMethod.Get, Large);

        plans.AssertExamined("messages", 1);
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
        List<Plan> plans = [.. small, .. large, .. deep];
        plans.AssertExamined("messages", 51);
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
    [InlineData("PUT", null)]
    [InlineData("DELETE", null)]
    [InlineData("PUT", "u001")]
    [InlineData("DELETE", "u001")]
    public async Task PutOrDelete_WhenAMessageIsLikedOrNoMore_ReadsIndexesInOrder(string method, string? actingAs)
    {
        var id = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];

        (await api.ExplainAsync(new HttpMethod(method), $"/messages/{id}/likes/u001", actingAs))
            .AssertReadInOrder(InConversation, UserKey);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("u001")]
    public async Task Put_WhenAConversationIsRead_ReadsIndexesInOrder(string? actingAs)
    {
        var id = (await api.GetAsync($"{Large}/messages?limit=1")).Ids()[0];

        (await api.ExplainAsync(HttpMethod.Put, $"{Large}/read", actingAs, new { up_to = id }))
            .AssertReadInOrder(With(actingAs, [ConversationKey, .. Seen]));
    }

    [Fact]
    public async Task Post_WhenAMessageIsSent_ReadsItsTwoUsers()
    {
        // A message cannot be sent a second time to explain the statement.
        var conversation = ConversationId.Between(UserId.From("u001"), UserId.From("u002")).Value;

        var plans = await api.ExplainAsync(
            MessageRepository.Send, "u001", "u002", conversation, "u001", "u002", "Hello");

        plans.AssertReadInOrder(UserKey);
        plans.AssertExamined("users", 2);
    }

    /// <summary>Adds the index in which the acting user is looked up.</summary>
    private static string[] With(string? actingAs, params string[] indexes) => actingAs is null ? indexes : [.. indexes.Union([UserKey])];

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
