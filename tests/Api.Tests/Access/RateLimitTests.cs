using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

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
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Send_ToHealthCheck_IsNotLimited(string path)
    {
        await using var api = await StartWithEmptyBucketAsync();

        var answer = (await api.AskAsync(path, null)).Expect(HttpStatusCode.OK);

        Assert.DoesNotContain("RateLimit", answer.Headers.Keys);
    }

    [Theory]
    [InlineData("GET", "/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("HEAD", "/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("GET", "/docs/index.html", HttpStatusCode.OK)]
    [InlineData("GET", "/docs/swagger-ui.css", HttpStatusCode.OK)]
    [InlineData("GET", "/problems/forbidden", HttpStatusCode.OK)]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/console", HttpStatusCode.OK)]
    [InlineData("GET", "/nothing", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/sms-messages/delivery-reports/sandbox", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/sms-messages/delivery-reports/sandbox", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/sms-messages/delivery-reports/twilio", HttpStatusCode.Unauthorized)]
    public async Task Send_ToAnonymousOperation_SpendsTheBucketOfTheAddress(string method, string path, HttpStatusCode status)
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", "1"), ("RateLimit:Anonymous:Window", ADay));

        var first = await api.AskAsync(new(method), path, null, null, "192.0.2.1");
        var second = await api.AskAsync(new(method), path, null, null, "192.0.2.1");
        var other = await api.AskAsync(new(method), path, null, null, "192.0.2.2");

        Assert.Equal("\"anonymous\";r=0;t=86400", first.Expect(status).Headers["RateLimit"]);
        Assert.Equal("86400", second.Expect(HttpStatusCode.TooManyRequests).Headers["Retry-After"]);
        Assert.Equal("\"anonymous\";r=0;t=86400", second.Headers["RateLimit"]);
        other.Expect(status);
        (await api.AskAsync("/users", Credentials.Key, "192.0.2.1")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Report_WhenAuthentic_SpendsNothingAndIsAcceptedWhenTheBucketIsEmpty()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", "1"), ("RateLimit:Anonymous:Window", ADay));
        var authentic = ReportOf(api);

        for (var time = 0; time < 3; time++)
        {
            var accepted = (await api.AskAsync(authentic, null)).Expect(HttpStatusCode.NoContent);
            Assert.DoesNotContain("RateLimit", accepted.Headers.Keys);
        }

        (await api.AskAsync(authentic + "x", null)).ExpectProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
        (await api.AskAsync(authentic + "x", null)).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        (await api.AskAsync(authentic, null)).Expect(HttpStatusCode.NoContent);
        (await api.AskAsync(HttpMethod.Post, authentic, "", null)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Report_WithBodyThatIsTooLarge_SpendsTheBucketOfTheAddress()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", "1"), ("RateLimit:Anonymous:Window", ADay));
        var body = new string('a', (16 * 1024) + 1);

        (await api.AskAsync(HttpMethod.Post, ReportOf(api), body, null))
            .ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        (await api.AskAsync(HttpMethod.Post, ReportOf(api), body, null))
            .ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    /// <summary>Whoever has a /48 has 65,536 networks of /64. Together they have 16 buckets.</summary>
    [Fact]
    public async Task Send_FromManyNetworksOfOneSite_IsLimitedByTheBucketOfTheSite()
    {
        const int Requests = 2;
        const int Networks = 16;
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", $"{Requests}"), ("RateLimit:Anonymous:Window", ADay));

        for (var network = 0; network < Networks; network++)
        {
            for (var request = 0; request < Requests; request++)
            {
                (await api.AskAsync("/users", null, $"2001:db8:1:{network:x}::1")).Expect(HttpStatusCode.Unauthorized);
            }
        }

        var beyond = await api.AskAsync("/users", null, $"2001:db8:1:{Networks:x}::1");
        beyond.ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.StartsWith("\"anonymous\";r=0;", beyond.Headers["RateLimit"], StringComparison.Ordinal);
        (await api.AskAsync("/users", null, "2001:db8:2::1")).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync("/users", null, "192.0.2.1")).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync("/users", Credentials.Key, $"2001:db8:1:{Networks:x}::1")).Expect(HttpStatusCode.OK);
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

    private async Task<LimitedApi> StartWithEmptyBucketAsync()
    {
        var api = await LimitedApi.StartAsync(databases, ("RateLimit:Anonymous:Requests", "1"), ("RateLimit:Anonymous:Window", ADay));
        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.TooManyRequests);
        return api;
    }

    /// <summary>Gets the target of an authentic report about a message that does not exist.</summary>
    private static string ReportOf(LimitedApi api) => QueryHelpers.AddQueryString(
        "/sms-messages/delivery-reports/sandbox",
        api.Services.GetRequiredService<ReportTokens>().QueryFor(SmsMessageId.From(Guid.CreateVersion7().ToString()))!);
}
