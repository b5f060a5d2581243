namespace Concierge.Api.Tests.Processes;

public sealed class SecondStartTests
{
    [Fact]
    public async Task Start_WhenFolderIsInUse_PrintsOneLineAndExits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create();
        await using var first = ConciergeProgram.Start(folder);
        using var client = await first.ListeningAsync();
        await client.AddUserAsync("ann");

        await using var second = ConciergeProgram.Start(folder);
        var (code, output, errors) = await second.ExitAsync();

        Assert.NotEqual(0, code);
        var line = errors.ExpectOneReadableLine();
        Assert.Contains(folder.Path, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);

        // The first one does not notice.
        await client.AddUserAsync("bob");
    }
}
