using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>How large the parts of a request in front of its body may be, on the real web server and byte by byte.</summary>
public sealed class RequestLimitTests(KestrelFixture api) : IClassFixture<KestrelFixture>
{
    private const int MaxTarget = 8192;
    private const int MaxHeaders = 16384;

    [Theory]
    [InlineData("/health/live?", 'x')]
    [InlineData("/health/live?x=", '%')]
    [InlineData("/v1/health/live?", 'x')]
    public async Task Send_AtMaxTargetLength_IsServed(string start, char filler)
    {
        var (status, _) = await SendAsync(start.PadRight(MaxTarget, filler));

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("/health/live?", MaxTarget + 1)]
    [InlineData("/v1/health/live?", MaxTarget + 1)]
    [InlineData("/", MaxTarget + 1)]
    [InlineData("/users/", 2 * MaxTarget - 100)]
    public async Task Send_BeyondMaxTargetLength_IsRefused(string start, int length)
    {
        var (status, problem) = await SendAsync(start.PadRight(length, 'x'));

        Assert.Equal((414, "target_too_long"), (status, (string?)problem!["code"]));
    }

    /// <summary>What counts is what was sent, not what it stands for.</summary>
    [Fact]
    public async Task Send_WhenEscapedTargetExceedsLimit_IsRefused()
    {
        var (status, problem) = await SendAsync("/users/" + string.Concat(Enumerable.Repeat("%41", MaxTarget / 3)));

        Assert.Equal((414, "target_too_long"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task Send_AtMaxHeaderSize_IsServed()
    {
        var (status, _) = await SendAsync("/health/live", Filler(MaxHeaders));

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData(MaxHeaders + 1)]
    [InlineData(2 * MaxHeaders - 1000)]
    public async Task Send_BeyondMaxHeaderSize_IsRefused(int size)
    {
        var (status, problem) = await SendAsync("/health/live", Filler(size));

        Assert.Equal((431, "headers_too_large"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task Send_WhenManyHeadersExceedTotalSize_IsRefused()
    {
        var (status, problem) = await SendAsync(
            "/health/live", [.. Enumerable.Range(0, 50).Select(number => $"X-{number:00}: {new string('x', 400)}")]);

        Assert.Equal((431, "headers_too_large"), (status, (string?)problem!["code"]));
    }

    [Theory]
    [InlineData(20_000, 0, 0, 414)]
    [InlineData(0, 40_000, 0, 431)]
    [InlineData(0, 0, 200, 431)]
    public async Task Send_FarBeyondLimits_ClosesConnection(int target, int header, int headers, int expected)
    {
        var (status, problem) = await SendAsync(
            "/health/live?".PadRight(Math.Max(target, 13), 'x'),
            [$"X: {new string('x', header)}", .. Enumerable.Range(0, headers).Select(number => $"X-{number}: x")]);

        Assert.Equal((expected, null), (status, problem));
        Assert.Equal(200, (await SendAsync("/health/live")).Status);
    }

    /// <summary>Names and values of all headers, the test's own two included, are so large.</summary>
    private static string Filler(int size) =>
        $"X: {new string('x', size - "Host".Length - "here".Length - "Connection".Length - "close".Length - "X".Length)}";

    /// <summary>Sends a request byte for byte, without additions by a library. The response comes in one piece (HTTP/1.0).</summary>
    private async Task<(int Status, JsonNode? Problem)> SendAsync(string target, params string[] headers)
    {
        var address = api.Client.BaseAddress!;
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        var request =
            $"GET {target} HTTP/1.0\r\nHost: here\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            var buffer = new byte[4096];
            for (int read; (read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A server that does not read a request to its end may reset the connection once it has answered.
        }

        var text = answer.ToString();
        var json = text.IndexOf('{', StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 ", text, StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), json < 0 ? null : JsonNode.Parse(text[json..]));
    }
}
