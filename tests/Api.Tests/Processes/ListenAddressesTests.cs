using Concierge.Api.Hosting;
using Concierge.Api.Observability;
using Microsoft.Extensions.Configuration;

namespace Concierge.Api.Tests.Processes;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8000")]
    [InlineData("http://127.0.0.1:5001", "HTTP_PORTS=8000", "URLS=http://127.0.0.1:5001")]
    [InlineData("http://*:8000 https://*:8443", "http_ports=8000", "https_ports=8443")]
    [InlineData("http://*:8000 http://*:8001", "http_ports=8000; 8001", "urls=")]
    [InlineData("http://a:1 https://b:2", "urls=http://a:1; https://b:2")]
    [InlineData("http://c:3", "urls=http://a:1", "http_ports=2", "Kestrel:Endpoints:Own:Url=http://c:3")]
    public void Of_WithSeveralSettings_FollowsPrecedenceOfKestrel(string expected, params string[] settings) =>
        Assert.Equal(expected.Split(' '), ListenAddresses.Of(Configuration(settings)));

    [Theory]
    [InlineData("")]
    [InlineData("", "urls=http://localhost:1;http://127.0.0.2:1;http://[::1]:1")]
    [InlineData("", "http_ports=8000", "urls=http://127.0.0.1:5001")]
    [InlineData("", "urls=http://*:1", "Kestrel:Endpoints:Own:Url=http://127.0.0.1:1")]
    [InlineData("http://0.0.0.0:1 https://*:2", "urls=http://0.0.0.0:1;http://127.0.0.1:1;https://*:2")]
    [InlineData("https://*:8443", "https_ports=8443")]
    [InlineData("http://example.com:1", "urls=http://example.com:1")]
    public void BeyondLoopback_WhenOtherMachinesReachAddresses_ReturnsThem(string expected, params string[] settings) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ListenAddresses.BeyondLoopback(Configuration(settings)));

    [Theory]
    [InlineData("http://127.0.0.1:8000/")]
    [InlineData("https://127.0.0.1:8443/", "urls=https://+:8443")]
    [InlineData("https://127.0.0.1:8443/", "https_ports=8443")]
    [InlineData("http://127.0.0.1:81/", "urls=https://*:82;http://*:81")]
    [InlineData("http://127.0.0.1:81/", "urls=http://0.0.0.0:81")]
    [InlineData("http://127.0.0.1:81/", "urls=http://[::]:81")]
    [InlineData("http://127.0.0.1:81/", "urls=http://api.example.com:81")]
    [InlineData("http://[::1]:81/", "urls=http://[::1]:81")]
    [InlineData("http://192.0.2.1:81/", "urls=http://192.0.2.1:81")]
    [InlineData("http://localhost:81/", "urls=http://localhost:81")]
    [InlineData("http://127.0.0.1:82/", "urls=http://*:81", "Kestrel:Endpoints:Own:Url=http://*:82")]
    [InlineData(null, "urls=http://127.0.0.1:0")]
    [InlineData(null, "urls=http://unix:/run/concierge.sock")]
    public void OnThisMachine_WithUsableAddress_ReturnsIt(string? expected, params string[] settings) =>
        Assert.Equal(expected, ListenAddresses.OnThisMachine(Configuration(settings))?.ToString());

    [Theory]
    [InlineData("http://127.0.0.1:8000 http://127.0.0.1:9464", "urls=http://127.0.0.1:8000")]
    [InlineData("http://*:8000 http://127.0.0.1:9464", "http_ports=8000")]
    [InlineData("https://*:8443 http://127.0.0.1:9464", "https_ports=8443", "urls=")]
    public void Add_WithAddressOfMetrics_LeavesThoseOfTheApi(string urls, params string[] settings)
    {
        var configuration = Configuration([.. settings, "Metrics:Url=http://127.0.0.1:9464"]);

        ListenAddresses.Add(configuration, MetricsAddress.Of(configuration)!);

        Assert.Equal((urls.Replace(' ', ';'), null), (configuration["urls"], configuration["http_ports"]));
        Assert.Equal([urls.Split(' ')[0]], ListenAddresses.Of(configuration));
        Assert.DoesNotContain("9464", $"{ListenAddresses.OnThisMachine(configuration)}", StringComparison.Ordinal);
    }

    [Fact]
    public void Add_WithEndpoints_AddsOne()
    {
        var configuration = Configuration(["Kestrel:Endpoints:Own:Url=http://c:3", "Metrics:Url=http://*:9464"]);

        ListenAddresses.Add(configuration, MetricsAddress.Of(configuration)!);

        Assert.Equal("http://*:9464", configuration["Kestrel:Endpoints:Metrics:Url"]);
        Assert.Equal(["http://c:3"], ListenAddresses.Of(configuration));
    }

    private static IConfiguration Configuration(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(
            settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
        .Build();
}
