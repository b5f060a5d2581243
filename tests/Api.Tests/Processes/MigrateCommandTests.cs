namespace Concierge.Api.Tests.Processes;

public sealed class MigrateCommandTests
{
    [Fact]
    public async Task Migrate_WhenRunTwice_PrintsMigrationsThenNone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create();

        var first = await MigrateAsync(folder);
        var second = await MigrateAsync(folder);

        Assert.Contains("Migrated", first, StringComparison.Ordinal);
        Assert.Contains("_Foundation", first, StringComparison.Ordinal);
        Assert.Contains("Up to date", second, StringComparison.Ordinal);
        Assert.DoesNotContain("_Foundation", second, StringComparison.Ordinal);
    }

    private static async Task<string> MigrateAsync(DataFolder folder)
    {
        await using var program = InProcessProgram.Start(folder, "migrate");
        var (code, output, errors) = await program.ExitAsync();
        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
        if (OperatingSystem.IsLinux())
        {
            await Processes.UntilGoneAsync(folder);
        }

        return output;
    }
}
