using System.Net;
using Concierge.Api.Tests.Plans;
using Concierge.Application.Access;
using Concierge.Application.Users;
using Concierge.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Users;

[Collection<PlansWithStatistics>]
public sealed class UserQueryPlanTests(PlanFixture api) : UserQueryPlanRules(api)
{
    /// <summary>
    /// The only query whose best plan depends on the search text and on the planner statistics. A rare text is found by its trigrams and
    /// the matches are sorted. A common text is found by a scan in the order of the ids.
    /// </summary>
    [Theory]
    [InlineData("/users?q=zebra", 0, "ix_users_search_name", UserData.Rare)]
    [InlineData("/users?q=zebra&limit=5", 3, "ix_users_search_name", UserData.Rare)]
    [InlineData("/users?q=nobody", 0, "ix_users_search_name", 0)]
    [InlineData("/users?q=user", 0, Key, 51)]
    [InlineData("/users?q=user&limit=200", 50, Key, 201)]
    public async Task ListUsers_WithSearchText_ReadsOnlyMatches(string path, int pages, string index, int rows)
    {
        var plans = await Api.ExplainAsync(HttpMethod.Get, path + await CursorAfterAsync(pages, path));

        Assert.Equal([index], plans.SelectMany(plan => plan.Indexes).Distinct());
        Assert.All(plans, plan =>
        {
            Assert.DoesNotContain(plan.Nodes, node => (string?)node["Node Type"] == "Seq Scan");
            Assert.True(plan.Examined("users") == rows, plan.ToString());
        });
    }
}

[Collection<PlansWithoutStatistics>]
public sealed class UserQueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : UserQueryPlanRules(api);

/// <summary>
/// The cost of reads of users depends only on what they return. It does not depend on the number of users, or on the planner statistics of
/// PostgreSQL.
/// </summary>
public abstract class UserQueryPlanRules(PlanFixture api)
{
    protected const string Key = "pk_users";

    private const string TokenKey = "pk_user_tokens";

    protected PlanFixture Api => api;

    /// <summary>
    /// Reads of users, the number of pages before them, and the number of users that they read. A page reads one more user, which tells
    /// whether another page follows.
    /// </summary>
    [Theory]
    [InlineData("GET", "/users?limit=50", 0, 51)]
    [InlineData("GET", "/users?limit=200", 0, 201)]
    [InlineData("GET", "/users?limit=200", 50, 201)]
    [InlineData("GET", "/users/u077777", 0, 1)]
    [InlineData("DELETE", "/users/u077778", 0, 1)]
    [InlineData("POST", "/users/u077777/tokens", 0, 1)]
    [InlineData("GET", "/users/u077777/conversations/u012345/messages", 0, 2)]
    public async Task Send_WithManyUsers_ReadsOnlyRequiredUsersInOrder(string method, string path, int pages, int rows)
    {
        var plans = (await api.ExplainAsync(new HttpMethod(method), path + await CursorAfterAsync(pages, path))).Of("users");

        plans.AssertReadInOrder(Key);
        plans.AssertExamined("users", rows);
    }

    [Fact]
    public async Task UserToken_WhenItIsChecked_ReadsOneUserAndOneToken()
    {
        var plans = await api.ExplainAsync(services => services.GetRequiredService<IUserTokenReader>()
            .IsValidAsync(new(UserTokenData.Id(77777).Value, UserId.From("u077777")), TestContext.Current.CancellationToken));

        plans.AssertReadInOrder(Key, TokenKey);
        plans.AssertExamined("users", 1);
        plans.AssertExamined("user_tokens", 1);
    }

    [Fact]
    public async Task Credentials_WhenTheyAreChecked_ReadOneUserAndOneTokenEach()
    {
        Credential[] credentials =
        [
            new(Guid.NewGuid()),
            .. Enumerable.Range(1, 20).Select(n => new Credential(UserTokenData.Id(n * 4000).Value, UserId.From($"u{n * 4000:D6}"))),
            .. Enumerable.Range(1, 20).Select(n => new Credential(null, UserId.From($"u{n * 4001:D6}"))),
        ];

        var plans = await api.ExplainAsync(services => services.GetRequiredService<ICredentialReader>()
            .FindEndedAsync(credentials, TestContext.Current.CancellationToken));

        Assert.All(plans, plan => Assert.Superset(new HashSet<string> { Key, TokenKey }, plan.Indexes.ToHashSet()));
        plans.AssertExamined("users", 40);
        plans.AssertExamined("user_tokens", 20);
    }

    [Theory]
    [InlineData("GET", "/users/u000001/tokens?limit=50", 0, 51)]
    [InlineData("GET", "/users/u000001/tokens?limit=200", 3, 201)]
    [InlineData("DELETE", "/users/u000002/tokens/00000000-0000-7000-8000-000000000002", 0, 0)]
    public async Task Send_WithManyTokens_ReadsOnlyRequiredTokensInOrder(string method, string path, int pages, int rows)
    {
        var plans = (await api.ExplainAsync(new HttpMethod(method), path + await CursorAfterAsync(pages, path)))
            .FindAll(plan => plan.Sql.Contains("user_tokens", StringComparison.Ordinal)
                && plan.Sql.StartsWith("SELECT", StringComparison.Ordinal));

        Assert.All(plans, plan => Assert.Contains(TokenKey, plan.Indexes));
        Assert.All(plans, plan => Assert.DoesNotContain(plan.Nodes, node => (string?)node["Node Type"] is "Sort" or "Seq Scan"));
        plans.AssertExamined("user_tokens", rows);
    }

    [Fact]
    public async Task ActingUser_WhenItIsChecked_ReadsItsUser()
    {
        var plans = await api.ExplainAsync(services =>
            services.GetRequiredService<IUserReader>().GetStatusAsync(UserId.From("u077777"), TestContext.Current.CancellationToken));

        plans.AssertReadInOrder(Key);
        plans.AssertExamined("users", 1);
    }

    /// <summary>Reads so many pages of a list. Returns the query parameter of the next page.</summary>
    protected async Task<string> CursorAfterAsync(int pages, string path)
    {
        var cursor = "";
        for (var i = 0; i < pages; i++)
        {
            cursor = $"&cursor={(string?)(await api.GetAsync(path + cursor)).Expect(HttpStatusCode.OK).Json["next_cursor"]}";
        }

        return cursor;
    }
}
