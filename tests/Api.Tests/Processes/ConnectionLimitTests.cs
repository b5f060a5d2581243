using System.Net;
using System.Net.Sockets;
using Concierge.Api.Hosting;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

/// <summary>Connections beyond what the process can have are closed, and the process lives.</summary>
public sealed class ConnectionLimitTests(TestDatabases databases)
{
    [Theory]
    [InlineData(1024L, 512)]
    [InlineData(19_998L, 9_999)]
    [InlineData(20_000L, 10_000)]
    [InlineData(1_048_576L, 10_000)]
    [InlineData(null, 10_000)]
    public void ConnectionsFor_Always_IsHalfOfTheFilesUpTo10000(long? limit, long connections) =>
        Assert.Equal(connections, OpenFiles.ConnectionsFor(limit));

    [Fact]
    public async Task Connect_MoreOftenThanFilesCanBeOpen_IsRefusedAndTheProgramLives()
    {
        const int Files = 1024;
        const int Idle = 1100;
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var program = ConciergeProgram.StartWith(
            ExternalDatabase.Variables(await databases.CreateAsync()),
            ["--environment", "Development", "--urls", "http://127.0.0.1:0", "--Http:RequestTimeout=00:05:00"],
            Files);
        using var before = await program.ListeningAsync();
        await ExpectAliveAsync(before);

        var idle = new List<Socket>();
        for (var count = 0; count < Idle; count++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            idle.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, before.BaseAddress!.Port, TestContext.Current.CancellationToken);
        }

        // Half of the files are for connections, and one of those was open before.
        await Poll.UntilAsync(
            () => idle.Count(IsClosed) == Idle - ((Files / 2) - 1), () => $"{idle.Count(IsClosed)} connections were refused.");
        await ExpectAliveAsync(before);

        idle.ForEach(socket => socket.Dispose());
        await Poll.UntilAsync(async () =>
        {
            using var after = new HttpClient { BaseAddress = before.BaseAddress };
            try
            {
                await ExpectAliveAsync(after);
                return true;
            }
            catch (HttpRequestException)
            {
                // The program has not noticed yet that the others are gone.
                return false;
            }
        });
        Assert.Contains(program.Output, line => line.Contains(
            "may open 1024 files, and accepts 512 connections. Raise the limit of files (ulimit -n) to 4096", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4096, "2048", false)]
    [InlineData(4096, "2049", true)]
    [InlineData(4095, "1", true)]
    public async Task Start_WithFewFilesForTheConnections_Warns(int files, string connections, bool warns)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var program = ConciergeProgram.StartWith(
            ExternalDatabase.Variables(await databases.CreateAsync()),
            ["--environment", "Development", "--urls", "http://127.0.0.1:0", $"--Http:MaxConnections={connections}"],
            files);
        using var client = await program.ListeningAsync();
        await ExpectAliveAsync(client);

        await program.SignalAsync("TERM");
        var (_, output, _) = await program.ExitAsync();
        Assert.Equal(warns, output.Contains("Raise the limit of files", StringComparison.Ordinal));
    }

    private static async Task ExpectAliveAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Whether the other side has closed the connection: it is readable, and there is nothing to read.</summary>
    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
}
