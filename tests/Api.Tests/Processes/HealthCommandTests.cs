namespace Concierge.Api.Tests.Processes;

public sealed class HealthCommandTests
{
    [Fact]
    public async Task Health_WhenTheProgramIsReady_EndsWellWhereverItListens()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create();
        await using var program = ConciergeProgram.Start(folder);
        using var client = await program.ListeningAsync();
        var port = client.BaseAddress!.Port;

        foreach (var address in new[] { $"--urls=http://127.0.0.1:{port}", $"--urls=http://*:{port}", $"--urls=http://[::]:{port}", $"--http_ports={port}" })
        {
            var (code, output, errors) = await HealthAsync(address);

            Assert.Equal((0, $"http://127.0.0.1:{port}/health/ready answers 200.", ""), (code, output, errors));
        }
    }

    [Fact]
    public async Task Health_WhenTheDatabaseIsAway_EndsWithTheAnswer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        await using var program = ConciergeProgram.Start(folder);
        using var client = await program.ListeningAsync();
        foreach (var server in Processes.ServersOf(folder))
        {
            await Processes.SignalAsync(server, "INT");
        }

        await Processes.UntilGoneAsync(folder);
        var (code, _, errors) = await HealthAsync($"--urls={client.BaseAddress}");

        Assert.Equal(1, code);
        Assert.EndsWith("/health/ready answers 503.", errors.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WhenNothingListens_SaysSoInOneLine()
    {
        var (code, _, errors) = await HealthAsync("--urls=http://127.0.0.1:1");

        Assert.Equal(1, code);
        Assert.Contains("http://127.0.0.1:1/health/ready does not answer", errors.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    /// <summary>The command, among the variables of a container that reaches the outside through a proxy.</summary>
    private static async Task<(int Code, string Output, string Errors)> HealthAsync(string address)
    {
        await using var program = ConciergeProgram.StartWith([("http_proxy", "http://127.0.0.1:1")], ["health", address]);
        return await program.ExitAsync();
    }
}
