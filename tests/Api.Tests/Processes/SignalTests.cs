namespace Concierge.Api.Tests.Processes;

public sealed class SignalTests
{
    [Fact]
    public async Task Interrupt_WhileServing_ExitsWithZero()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        await using var program = ConciergeProgram.Start(folder);
        using var client = await program.ListeningAsync();
        Assert.NotEmpty(Processes.ServersOf(folder));
        await client.AddUserAsync("ann");

        await program.SignalAsync("INT");
        var (code, output, errors) = await program.ExitAsync();

        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
        Assert.Matches(@"(?s)StartupBanner: Concierge is stopping\. .*StartupBanner: Concierge has stopped", output);
        await Processes.UntilGoneAsync(folder);

        // The first start on an empty folder, and a stop.
        Assert.DoesNotContain(
            File.ReadLines(Path.Combine(folder.Path, "postgres.log")),
            line => line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("FATAL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_AfterTerm_KeepsData()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        string sent;
        await using (var program = ConciergeProgram.Start(folder))
        {
            using var client = await program.ListeningAsync();
            await client.AddUserAsync("ann");
            await client.AddUserAsync("bob");
            sent = await client.SendAsync("ann", "bob", "Kept?");
            await program.SignalAsync("TERM");
            var (code, output, errors) = await program.ExitAsync();
            Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
            Assert.Equal("", errors);
            await Processes.UntilGoneAsync(folder);
        }

        await using var again = ConciergeProgram.Start(folder);
        using var reader = await again.ListeningAsync();
        var next = await reader.SendAsync("bob", "ann", "Kept.");
        Assert.Equal(new HashSet<string> { sent, next }, await reader.MessagesAsync());
    }
}
