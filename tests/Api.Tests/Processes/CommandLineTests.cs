namespace Concierge.Api.Tests.Processes;

/// <summary>Command lines that ask for help, and command lines that are wrong. None of them starts the server or a database.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("--urls http://127.0.0.1:0 --help")]
    public async Task Help_ForTheProgram_ListsTheCommands(string arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);

        Assert.Equal((0, ""), (code, errors));
        Assert.All(
            ["health", "migrate", "sample", "orders", "sms", "keys"],
            command => Assert.Contains($"\n  {command} ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("keys create --help")]
    [InlineData("help keys create")]
    public async Task Help_ForACommand_ListsItsOptions(string arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);

        Assert.Equal((0, ""), (code, errors));
        Assert.All(["--name", "--scopes", "orders:read"], option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nonsense", "Unrecognized command or argument 'nonsense'.")]
    [InlineData("--Auth:Mode=Keys nonsense", "Unrecognized command or argument 'nonsense'.")]
    [InlineData("Sample", "Unrecognized command or argument 'Sample'.")]
    [InlineData("reindex", "Unrecognized command or argument 'reindex'.")]
    [InlineData("orders", "Required command was not provided.")]
    [InlineData("orders nonsense", "Unrecognized command or argument 'nonsense'.")]
    [InlineData("orders reindex now", "Unrecognized command or argument 'now'.")]
    [InlineData("keys", "Required command was not provided.")]
    [InlineData("keys create --name a", "Option '--scopes' is required.")]
    [InlineData("keys create --scopes users --environment Development", "Option '--name' is required.")]
    [InlineData("keys revoke --environment Development", "Required argument 'id' missing for command: 'revoke'.")]
    public async Task Command_WhenInvalid_ExitsWithOneAndPrintsUsageToStandardError(string arguments, string error)
    {
        var (code, output, errors) = await RunAsync(arguments);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(error, errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Always_IsTheInformationalVersion()
    {
        await using var program = ConciergeProgram.StartWith([], ["--version"]);

        var (code, output, errors) = await program.ExitAsync();

        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*$", output);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string arguments)
    {
        await using var folder = DataFolder.Create();
        await using var program = InProcessProgram.StartWith([.. arguments.Split(' '), $"--Database:DataDirectory={folder.Path}"]);

        var result = await program.ExitAsync();

        Assert.False(Directory.Exists(folder.Path), "a database was started");
        return result;
    }
}
