using System.Net;
using System.Net.Sockets;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Telemetry;

public sealed class RejectedConnectionTests(RejectedConnectionTests.TwoConnections api)
    : IClassFixture<RejectedConnectionTests.TwoConnections>
{
    [Fact]
    public async Task Connect_BeyondTheMaximum_IsClosedAndCounted()
    {
        using var rejected = new Measurements(api.Services, "kestrel.rejected_connections");
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        await AskAsync(first);
        await AskAsync(second);
        Assert.Equal(0, rejected.Total);

        using var third = await ConnectAsync();

        Assert.Equal(0, await third.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.Equal(1, rejected.Total);
        await AskAsync(first);
        await AskAsync(second);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, api.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task AskAsync(Socket connection)
    {
        await connection.SendAsync(
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var answer = new byte[1024];
        var length = await connection.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    /// <summary>The product with at most two connections.</summary>
    public sealed class TwoConnections(TestDatabases databases) : KestrelFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder) => builder.UseSetting("Http:MaxConnections", "2");
    }
}
