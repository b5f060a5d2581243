namespace Concierge.Api.Tests.Processes;

public sealed class DataFolderTests
{
    [Fact]
    public async Task Start_WhenFolderIsTooDeepForSocket_Works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create(Path.Combine(new string('d', 60), new string('e', 60)));

        await ExpectToServeAsync(folder);
    }

    [Theory]
    [InlineData("it's \u00e9 = $HOME & \"more\";")]
    [InlineData("a comma, which parts lists of folders")]
    [InlineData("colon:5433")]
    public async Task Start_WhenFolderHasSpecialCharacters_Works(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create(name);

        await ExpectToServeAsync(folder);
    }

    [Fact]
    public async Task Start_WhenParentFolderIsPrivate_Works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create(isPrivate: true);

        await ExpectToServeAsync(folder);
    }

    [Fact]
    public async Task Start_WhenFolderCannotBeCreated_PrintsOneLine()
    {
        await using var folder = DataFolder.Create();
        await File.WriteAllTextAsync(folder.Path, "a file", TestContext.Current.CancellationToken);
        await using var program = InProcessProgram.Start(folder);

        var (code, _, errors) = await program.ExitAsync();

        Assert.NotEqual(0, code);
        Assert.Contains(folder.Path, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    private static async Task ExpectToServeAsync(DataFolder folder)
    {
        await using (var program = InProcessProgram.Start(folder))
        {
            using var client = await program.ListeningAsync();
            await client.AddUserAsync("ann");
            await program.StopAsync();
            Assert.Equal(0, (await program.ExitAsync()).Code);
        }

        Assert.True(File.Exists(Path.Combine(folder.Path, "postgres", "PG_VERSION")));
    }
}
