using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Access;

/// <summary>Where a request comes from, as proxies tell it, or as somebody does who would like to be somebody else.</summary>
public sealed class ForwardedHeadersTests(ForwardedHeadersTests.Proxied proxied) : IClassFixture<ForwardedHeadersTests.Proxied>
{
    private const string Proxy = "10.0.0.1";
    private const string Client = "198.51.100.1";
    private const string Other = "203.0.113.9";

    [Theory]
    [InlineData(Proxy, "198.51.100.1", Client)]
    [InlineData("192.0.2.7", "198.51.100.1", Client)]
    [InlineData("::ffff:10.0.0.1", "198.51.100.1", Client)]
    [InlineData(Proxy, "198.51.100.1, 10.9.9.9", Client)]
    [InlineData(Proxy, "198.51.100.1, 192.0.2.7, 10.9.9.9", Client)]
    [InlineData(Proxy, "1.1.1.1, 198.51.100.1", Client)]
    [InlineData(Proxy, "10.0.0.2, 198.51.100.1, 10.9.9.9", Client)]
    [InlineData(Proxy, "1.1.1.1, 198.51.100.1, 192.0.2.7", Client)]
    [InlineData(Proxy, "198.51.100.1:4711", Client)]
    [InlineData(Proxy, "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData(Proxy, "nonsense", Proxy)]
    [InlineData(Proxy, "198.51.100.1, nonsense", Proxy)]
    [InlineData(Proxy, "nonsense, 198.51.100.1", Client)]
    [InlineData("192.0.2.8", "198.51.100.1", "192.0.2.8")]
    [InlineData("11.0.0.1", "198.51.100.1", "11.0.0.1")]
    [InlineData("127.0.0.1", "198.51.100.1", "127.0.0.1")]
    [InlineData("::1", "198.51.100.1", "::1")]
    public async Task Send_ThroughTrustedProxies_UsesFirstUntrustedAddress(string peer, string forwarded, string seen)
    {
        var answer = await proxied.Api.AskAsync("/health/live", null, peer, ("X-Forwarded-For", forwarded));

        Assert.Equal($"http {seen}", answer.Headers[LimitedApi.SeenHeader]);
    }

    [Theory]
    [InlineData(Proxy, "https", "https " + Client)]
    [InlineData(Proxy, "http", "http " + Client)]
    [InlineData(Proxy, "http, https", "https " + Client)]
    [InlineData(Other, "https", "http " + Other)]
    public async Task Send_ThroughTrustedProxies_UsesForwardedScheme(string peer, string scheme, string seen)
    {
        var answer = await proxied.Api.AskAsync("/health/live", null, peer, ("X-Forwarded-For", Client), ("X-Forwarded-Proto", scheme));

        Assert.Equal(seen, answer.Headers[LimitedApi.SeenHeader]);
    }

    /// <summary>They would choose where the service's own addresses point to.</summary>
    [Fact]
    public async Task Send_WithOtherForwardedHeaders_IgnoresThem()
    {
        var answer = await proxied.Api.AskAsync(
            "/users?limit=1", Credentials.Key, Proxy, ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Prefix", "/evil"), ("Forwarded", "for=1.1.1.1;host=evil.example"));

        answer.Expect(HttpStatusCode.OK);
        Assert.Equal($"http {Proxy}", answer.Headers[LimitedApi.SeenHeader]);
        Assert.DoesNotContain(answer.Headers, header => header.Value.Contains("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Client)]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Send_WithoutTrustedProxies_UsesPeerAddress(string peer)
    {
        var answer = await proxied.Open.AskAsync("/health/live", null, peer, ("X-Forwarded-For", Other), ("X-Forwarded-Proto", "https"));

        Assert.Equal($"http {peer}", answer.Headers[LimitedApi.SeenHeader]);
    }

    [Fact]
    public async Task Send_WithoutCredentials_IsLimitedByTheForwardedAddress()
    {
        (string, string) Forwarded(string address) => ("X-Forwarded-For", address);
        (await proxied.Api.AskAsync("/users", null, Proxy, Forwarded("198.51.100.20"))).Expect(HttpStatusCode.Unauthorized);

        (await proxied.Api.AskAsync("/users", null, Proxy, Forwarded("198.51.100.21"))).Expect(HttpStatusCode.Unauthorized);
        (await proxied.Api.AskAsync("/users", null, Proxy, Forwarded("198.51.100.20"))).Expect(HttpStatusCode.TooManyRequests);
        (await proxied.Api.AskAsync("/users", null, Proxy, Forwarded("1.2.3.4, 198.51.100.20"))).Expect(HttpStatusCode.TooManyRequests);
        (await proxied.Api.AskAsync("/users", null, "198.51.100.20")).Expect(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Send_WithForgedAddress_IsLimitedByPeerAddress()
    {
        foreach (var api in new[] { proxied.Api, proxied.Open })
        {
            (await api.AskAsync("/users", null, Other, ("X-Forwarded-For", "198.51.100.30"))).Expect(HttpStatusCode.Unauthorized);
            (await api.AskAsync("/users", null, Other, ("X-Forwarded-For", "198.51.100.31"))).Expect(HttpStatusCode.TooManyRequests);
        }
    }

    /// <summary>The product behind proxies, and without any.</summary>
    public sealed class Proxied(TestDatabases databases) : IAsyncLifetime
    {
        private static readonly (string, string)[] Limits =
            [("RateLimit:Anonymous:Requests", "1"), ("RateLimit:Anonymous:Window", "1.00:00:00")];

        internal LimitedApi Api { get; private set; } = null!;

        internal LimitedApi Open { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Api = await LimitedApi.StartAsync(
                databases, [.. Limits, ("Http:TrustedProxies:0", "10.0.0.0/8"), ("Http:TrustedProxies:1", "192.0.2.7")]);
            Open = await LimitedApi.StartAsync(databases, Limits);
        }

        public async ValueTask DisposeAsync()
        {
            await Api.DisposeAsync();
            await Open.DisposeAsync();
        }
    }
}
