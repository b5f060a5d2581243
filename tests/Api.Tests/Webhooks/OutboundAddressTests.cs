using System.Net;
using System.Net.Sockets;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Webhooks.Network;
using Microsoft.Extensions.Hosting.Internal;

namespace Concierge.Api.Tests.Webhooks;

/// <summary>Where webhooks may go: refused when an endpoint is created where that can be seen, and at every connection.</summary>
public sealed class OutboundAddressTests
{
    private static readonly OutboundAddresses Public = new([]);

    /// <summary>Ways to spell an address that must not be reached. Names are resolved to the addresses beside them.</summary>
    public static TheoryData<string, bool, string?> Spellings => new()
    {
        { "http://127.0.0.1", true, null },
        { "http://2130706433", true, null },
        { "http://0x7f000001", true, null },
        { "http://017700000001", true, null },
        { "http://0x7f.1", true, null },
        { "http://127.1", true, null },
        { "http://0177.0.0.1", true, null },
        { "http://0", true, null },
        { "http://[::1]", true, null },
        { "http://[::ffff:127.0.0.1]", true, null },
        { "http://[64:ff9b::7f00:1]", true, null },
        { "http://[2002:7f00:1::]", true, null },
        { "http://①②⑦.⓪.⓪.①", true, null },
        { "http://127.0.0.1.", true, null },
        { "http://shop.example@127.0.0.1", true, null },
        { "http://localhost", true, "127.0.0.1" },
        { "http://internal.example", false, "127.0.0.1" },
        { "http://mapped.example", false, "::ffff:127.0.0.1" },
        { "http://metadata.example", false, "169.254.169.254" },
    };

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.255.255.255", false)]
    [InlineData("11.0.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.0", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("100.128.0.0", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("127.255.255.255", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.0.0.1", false)]
    [InlineData("192.0.1.0", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.17.255.255", true)]
    [InlineData("198.18.0.0", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("223.255.255.255", true)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("64:ff9b::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2000::1", true)]
    [InlineData("2001:1ff::1", false)]
    [InlineData("2001:200::1", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002::1", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("3fff:fff::1", false)]
    [InlineData("3fff:1000::1", true)]
    [InlineData("4000::1", false)]
    public void Allow_OnBothSidesOfEachEdge_IsDecided(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, Public.Allow(IPAddress.Parse(address)));

    [Fact]
    public void Allow_OfANetworkOfTheOperator_IncludesItsMappedForm()
    {
        var addresses = new OutboundAddresses([IPNetwork.Parse("10.1.0.0/16")]);

        Assert.True(addresses.Allow(IPAddress.Parse("10.1.2.3")));
        Assert.True(addresses.Allow(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(addresses.Allow(IPAddress.Parse("10.2.0.0")));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Connect_ToAnySpellingOfAReservedAddress_OpensNoSocket(string url, bool isSeen, string? resolved)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new HttpClient(Connector(resolved).CreateHandler());
        var target = $"{url}:{port}/";

        var exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.PostAsync(target, content: null, TestContext.Current.CancellationToken));

        Assert.True(
            exception.InnerException is AddressNotAllowedException or SocketException { SocketErrorCode: SocketError.HostNotFound });
        Assert.False(listener.Pending());
        Assert.Equal(isSeen, Policy().Check(target) == WebhookErrors.UrlNotAllowed);
    }

    [Fact]
    public async Task Connect_WhenTheNameChangesItsAddress_UsesTheCheckedOne()
    {
        using var outside = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        outside.Start();
        var port = ((IPEndPoint)outside.LocalEndpoint).Port;
        using var inside = new TcpListener(IPAddress.Loopback, port);
        inside.Start();
        var answers = new Queue<IPAddress[]>([[IPAddress.Parse("127.0.0.2")], [IPAddress.Loopback]]);
        var connector = new GuardedConnector(
            new([IPNetwork.Parse("127.0.0.2/32")]), (_, _) => Task.FromResult(answers.Dequeue()));
        using var client = new HttpClient(connector.CreateHandler());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var first = client.GetAsync($"http://rebinding.example:{port}/", limit.Token);
        using var accepted = await outside.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var second = client.GetAsync($"http://rebinding.example:{port}/", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => second);
        Assert.IsType<AddressNotAllowedException>(refused.InnerException);
        Assert.False(inside.Pending());
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task Send_WhenAnsweredByARedirect_FollowsNothing()
    {
        await using var receiver = await Receiver.StartAsync("127.0.0.2");
        await using var inside = await Receiver.StartAsync();
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.Location = inside.Url;
            return Receiver.Status(http, HttpStatusCode.TemporaryRedirect);
        };
        using var client = new HttpClient(new GuardedConnector(new([IPNetwork.Parse("127.0.0.2/32")])).CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
        request.Headers.Add("webhook-timestamp", "0");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("Production", "http://shop.example", "https_required")]
    [InlineData("Production", "https://shop.example", null)]
    [InlineData("Development", "http://shop.example", null)]
    public void Check_OfHttp_DependsOnTheEnvironment(string environment, string url, string? code) =>
        Assert.Equal(code, Policy(environment).Check(url)?.Code);

    private static WebhookUrlPolicy Policy(string environment = "Development") =>
        new(Public, new HostingEnvironment { EnvironmentName = environment });

    private static GuardedConnector Connector(string? resolved) => new(
        Public, (host, _) => Task.FromResult(resolved is null ? throw new SocketException(11001) : new[] { IPAddress.Parse(resolved) }));
}
