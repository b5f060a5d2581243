using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;

namespace Concierge.Api.Tests.Access;

/// <summary>
/// Rate limits of each kind of caller. Windows last a day, so that no limit resets within a test, except where a test is about the reset.
/// </summary>
public sealed class RateLimitTests(TestDatabases databases)
{
    private const string ADay = "1.00:00:00";

    [Theory]
    [InlineData("Development", null, false)]
    [InlineData("Development", "true", true)]
    [InlineData("Keys", null, true)]
    [InlineData("Keys", "false", false)]
    public async Task Send_WithDefaultSettings_IsLimitedWhereCredentialsAreRequired(string mode, string? enabled, bool isLimited)
    {
        (string, string)[] said = enabled is null ? [] : [("RateLimit:Enabled", enabled)];
        await using var api = await LimitedApi.StartAsync(
            databases, [("Auth:Mode", mode), ("RateLimit:Service:Requests", "1"), ("RateLimit:Service:Window", ADay), .. said]);

        (await api.AskAsync("/users", Credentials.Key)).Expect(HttpStatusCode.OK);
        var second = await api.AskAsync("/users", Credentials.Key);

        second.Expect(isLimited ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK);
        Assert.Equal(isLimited, second.Headers.ContainsKey("RateLimit"));
        Assert.Equal(isLimited, second.Headers.ContainsKey("RateLimit-Policy"));
    }

    [Fact]
    public async Task Send_WithDefaultLimits_ReturnsThemInHeaders()
    {
        await using var api = await LimitedApi.StartAsync(databases);
        var user = (await api.AddTokensAsync("ann"))[0];

        var service = (await api.AskAsync("/users", Credentials.Key)).Expect(HttpStatusCode.OK);
        var own = (await api.AskAsync("/users", user)).Expect(HttpStatusCode.OK);
        var nobody = (await api.AskAsync("/users", null)).Expect(HttpStatusCode.Unauthorized);

        Assert.Equal("\"service\";q=2000;w=2", service.Headers["RateLimit-Policy"]);
        Assert.Equal("\"user\";q=100;w=5", own.Headers["RateLimit-Policy"]);
        Assert.Equal("\"anonymous\";q=50;w=10", nobody.Headers["RateLimit-Policy"]);
        Assert.Matches("^\"service\";r=1[0-9]{3};t=[0-2]$", service.Headers["RateLimit"]);
        Assert.Matches("^\"user\";r=99;t=1$", own.Headers["RateLimit"]);
        Assert.Matches("^\"anonymous\";r=49;t=1$", nobody.Headers["RateLimit"]);
    }

    [Fact]
    public async Task Send_UntilLimitIsReached_ReturnsRemainingThenRetryAfter()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Service:Requests", "3"), ("RateLimit:Service:Window", ADay));

        // Every answer counts, refusals too.
        var first = (await api.AskAsync("/users", Credentials.Key)).Expect(HttpStatusCode.OK);
        var second = (await api.AskAsync("/users/nobody", Credentials.Key)).Expect(HttpStatusCode.NotFound);
        var third = (await api.AskAsync(HttpMethod.Post, "/users", new { id = "in", name = "In" }, Credentials.Key))
            .Expect(HttpStatusCode.Created);
        var fourth = await api.AskAsync(HttpMethod.Post, "/users", new { id = "out", name = "Out" }, Credentials.Key);

        fourth.ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.All([first, second, third, fourth], answer => Assert.Equal("\"service\";q=3;w=86400", answer.Headers["RateLimit-Policy"]));
        Assert.Equal("\"service\";r=2;t=28800", first.Headers["RateLimit"]);
        Assert.Equal("\"service\";r=1;t=57600", second.Headers["RateLimit"]);
        Assert.Equal("\"service\";r=0;t=86400", third.Headers["RateLimit"]);
        Assert.Equal("\"service\";r=0;t=86400", fourth.Headers["RateLimit"]);
        Assert.InRange(int.Parse(fourth.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 28800);
        Assert.All([first, second, third], answer => Assert.DoesNotContain("Retry-After", answer.Headers.Keys));
        Assert.NotNull(await api.UserRowAsync("in"));
        Assert.Null(await api.UserRowAsync("out"));
    }

    [Fact]
    public async Task Send_WhenManyAreConcurrent_AcceptsExactlyTheLimit()
    {
        const int Limit = 25;
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Service:Requests", $"{Limit}"), ("RateLimit:Service:Window", ADay));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4 * Limit).Select(_ => Task.Run(() => api.AskAsync("/services", Credentials.Key))));

        Assert.Equal(Limit, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(
            answers.Where(answer => answer.Status != HttpStatusCode.OK),
            answer => answer.ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited"));
        Assert.All(answers, answer => Assert.Matches($"^\"service\";r=[0-9]+;t=[0-9]+$", answer.Headers["RateLimit"]));
    }

    [Fact]
    public async Task Send_WhenOneKeyIsLimited_AcceptsOtherKeys()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Service:Requests", "1"), ("RateLimit:Service:Window", ADay));
        var (one, other) = (await api.AddKeyAsync(Scopes.Users), await api.AddKeyAsync(Scopes.Users));

        (await api.AskAsync("/users", one)).Expect(HttpStatusCode.OK);
        (await api.AskAsync("/users", one, headers: ("X-User-Id", "ann"))).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");

        (await api.AskAsync("/users", other)).Expect(HttpStatusCode.OK);
        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Send_WhenOneUserIsLimited_RefusesOnlyTokensOfThatUser()
    {
        await using var api = await LimitedApi.StartAsync(databases, ("RateLimit:User:Requests", "2"), ("RateLimit:User:Window", ADay));
        var (ann, ben) = (await api.AddTokensAsync("ann", 2), await api.AddTokensAsync("ben"));

        (await api.AskAsync("/users", ann[0])).Expect(HttpStatusCode.OK);
        (await api.AskAsync("/users", ann[1])).Expect(HttpStatusCode.OK);

        (await api.AskAsync("/users", ann[0])).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        (await api.AskAsync("/users", ann[1])).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        (await api.AskAsync("/users", ben[0])).Expect(HttpStatusCode.OK);
        (await api.AskAsync("/users", Credentials.Key, headers: ("X-User-Id", "ann"))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public async Task Send_WithInvalidCredentials_IsLimitedByAddress(string first, string second, bool areOne)
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", "2"), ("RateLimit:Anonymous:Window", ADay));

        (await api.AskAsync("/users", null, first)).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
        (await api.AskAsync("/users", "ck_guessed", first)).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
        var third = await api.AskAsync("/users", "guessed", second);

        third.Expect(areOne ? HttpStatusCode.TooManyRequests : HttpStatusCode.Unauthorized);
        Assert.StartsWith($"\"anonymous\";r={(areOne ? 0 : 1)};", third.Headers["RateLimit"], StringComparison.Ordinal);
        (await api.AskAsync("/users", Credentials.Key, first)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/health/ready")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/docs/index.html")]
    [InlineData("GET", "/sms-messages/delivery-reports/sandbox")]
    [InlineData("POST", "/sms-messages/delivery-reports/twilio")]
    public async Task Send_ToPublicOperation_IsNotLimited(string method, string path)
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", "1"), ("RateLimit:Anonymous:Window", ADay));
        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.TooManyRequests);

        var answer = await api.AskAsync(new HttpMethod(method), path, null, null);

        Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.DoesNotContain("RateLimit", answer.Headers.Keys);
    }

    [Fact]
    public async Task Send_AfterWindow_IsAcceptedAgain()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Service:Requests", "1"), ("RateLimit:Service:Window", "00:00:02"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.AskAsync("/users", Credentials.Key)));
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests);

        await Poll.UntilAsync(async () => (await api.AskAsync("/users", Credentials.Key)).Status != HttpStatusCode.TooManyRequests);
    }
}
