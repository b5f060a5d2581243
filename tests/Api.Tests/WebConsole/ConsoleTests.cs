using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.WebConsole;

/// <summary>The console as the real web server sends it.</summary>
public sealed partial class ConsoleTests(KestrelFixture api) : IClassFixture<KestrelFixture>
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    [InlineData("/console/")]
    [InlineData("/console/orders")]
    [InlineData("/console/anything/else?utm_source=mail")]
    public async Task Page_ForBrowser_IsServedWithItsPolicy(string target)
    {
        using var anonymous = Request(HttpMethod.Get, Browser);
        anonymous.Headers.Add("Authorization", "Bearer nonsense");
        var page = (await api.SendAsync(anonymous, target)).Expect(HttpStatusCode.OK);

        var nonce = Nonce().Match(page.Text).Groups[1].Value;
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            page.Headers["Content-Security-Policy"]);
        Assert.Equal(
            ("nosniff", "no-referrer", "DENY"),
            (page.Headers["X-Content-Type-Options"], page.Headers["Referrer-Policy"], page.Headers["X-Frame-Options"]));
        Assert.DoesNotContain("{", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Always_HasItsOwnNonceAndNoInlineScript()
    {
        var pages = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var request = Request(HttpMethod.Get, Browser);
            pages.Add((await api.SendAsync(request, "/")).Expect(HttpStatusCode.OK).Text);
        }

        Assert.NotEqual(Nonce().Match(pages[0]).Groups[1].Value, Nonce().Match(pages[1]).Groups[1].Value);
        Assert.DoesNotMatch(InlineScript(), pages[0]);
    }

    [Theory]
    [InlineData("/", "application/json")]
    [InlineData("/", "*/*")]
    [InlineData("/", null)]
    [InlineData("/v1", Browser)]
    [InlineData("/v1/", Browser)]
    [InlineData("/v1/console", Browser)]
    [InlineData("/nothing", Browser)]
    [InlineData("/console/assets/index-00000000.js", Browser)]
    [InlineData("/console/assets/../../appsettings.json", Browser)]
    public async Task OtherPath_ForAnybody_IsAProblem(string target, string? accept)
    {
        using var request = Request(HttpMethod.Get, accept);
        var answer = (await api.SendAsync(request, target)).Expect(HttpStatusCode.NotFound);

        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("route_not_found", (string?)answer.Json["code"]);
    }

    [Fact]
    public async Task Root_Always_VariesByAccept()
    {
        foreach (var accept in new[] { Browser, "application/json" })
        {
            using var request = Request(HttpMethod.Get, accept);
            Assert.Equal("Accept", (await api.SendAsync(request, "/")).Headers["Vary"]);
        }
    }

    [Fact]
    public async Task Page_ForHead_HasNoBody()
    {
        using var request = Request(HttpMethod.Head, Browser);
        var answer = (await api.SendAsync(request, "/console")).Expect(HttpStatusCode.OK);

        Assert.Equal("", answer.Text);
        Assert.NotEqual("0", answer.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/console/orders")]
    public async Task Page_ForOtherMethod_IsNotAllowed(string target)
    {
        using var request = Request(HttpMethod.Post, Browser);
        var answer = (await api.SendAsync(request, target)).Expect(HttpStatusCode.MethodNotAllowed);

        Assert.Equal("method_not_allowed", (string?)answer.Json["code"]);
        Assert.Equal("GET, HEAD", answer.Headers["Allow"]);
    }

    /// <summary>Assets never change under their names. A browser that has one gets 304 all the same.</summary>
    [Fact]
    public async Task Asset_Always_IsImmutableAndCompressed()
    {
        var assets = await AssetsAsync();

        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            using var request = Request(HttpMethod.Get, null);
            request.Headers.Add("Accept-Encoding", "gzip");
            var answer = (await api.SendAsync(request, asset)).Expect(HttpStatusCode.OK);
            ExpectAsset(answer);
            if (asset.EndsWith(".js", StringComparison.Ordinal))
            {
                Assert.Equal("gzip", answer.Headers["Content-Encoding"]);
            }

            // As it is: while developing, ASP.NET compresses by itself and knows no tag of the result.
            using var plain = Request(HttpMethod.Get, null);
            var tag = (await api.SendAsync(plain, asset)).Expect(HttpStatusCode.OK).ETag;
            using var again = Request(HttpMethod.Get, null);
            again.Headers.TryAddWithoutValidation("If-None-Match", tag);
            ExpectAsset((await api.SendAsync(again, asset)).Expect(HttpStatusCode.NotModified));
        }
    }

    private static void ExpectAsset(Answer answer)
    {
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.StartsWith("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    private static HttpRequestMessage Request(HttpMethod method, string? accept)
    {
        var request = new HttpRequestMessage(method, (Uri?)null);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return request;
    }

    private async Task<List<string>> AssetsAsync()
    {
        using var request = Request(HttpMethod.Get, Browser);
        return [.. Asset().Matches((await api.SendAsync(request, "/")).Text).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("<meta name=\"csp-nonce\" content=\"([^\"]+)\"")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script(?![^>]*src=)|\\son[a-z]+=|style=")]
    private static partial Regex InlineScript();

    [GeneratedRegex("(?:src|href)=\"(/console/assets/[^\"]+)\"")]
    private static partial Regex Asset();
}
