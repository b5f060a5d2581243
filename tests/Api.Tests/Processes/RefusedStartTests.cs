namespace Concierge.Api.Tests.Processes;

public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("Production", "http://127.0.0.1:0", "Production")]
    [InlineData("Staging", "http://127.0.0.1:0", "Staging")]
    [InlineData("Development", "http://0.0.0.0:0", "AllowAnonymousNetwork")]
    [InlineData("Development", "http://*:0", "AllowAnonymousNetwork")]
    [InlineData("Development", "http://[::]:0", "AllowAnonymousNetwork")]
    [InlineData("Development", "http://127.0.0.1:0;http://0.0.0.0:0", "AllowAnonymousNetwork")]
    public async Task Start_WithoutAuthenticationOnNetwork_PrintsOneLineAndExits(string environment, string urls, string named)
    {
        await using var folder = DataFolder.Create();
        await using var program = InProcessProgram.StartWith(
            "--environment", environment, "--urls", urls, $"--Database:DataDirectory={folder.Path}", "--Auth:Mode=Development");

        var (code, output, errors) = await program.ExitAsync();

        Assert.NotEqual(0, code);
        Assert.Contains(named, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Path), "a database was made before the start was refused");
    }

    [Fact]
    public async Task Start_WithoutEnvironment_RequiresKeyAndNamesCommand()
    {
        await using var folder = DataFolder.Create();
        await using var program = ConciergeProgram.StartWith(
            [], ["--urls", "http://127.0.0.1:0", $"--Database:DataDirectory={folder.Path}"]);

        var (code, _, errors) = await program.ExitAsync();

        Assert.NotEqual(0, code);
        var line = errors.ExpectOneReadableLine();
        Assert.StartsWith(
            "The start-up step \"service keys\" failed: Auth:Mode is Keys, and no service key is active.", line, StringComparison.Ordinal);
        Assert.Contains("keys create --name", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=nonsense", "nonsense")]
    [InlineData("--Database:DataDirectory= ", "Database:DataDirectory")]
    [InlineData("--ConnectionStrings:Concierge=Hoost=x", "ConnectionStrings:Concierge")]
    [InlineData("--RateLimit:Service:Requests=0", "RateLimit")]
    [InlineData("--Http:RequestTimeout=15", "Http:RequestTimeout")]
    [InlineData("--Http:TrustedProxies:0=nonsense", "Http:TrustedProxies")]
    public async Task Start_WithInvalidSetting_NamesIt(string argument, string named)
    {
        await using var folder = DataFolder.Create();
        await using var program = InProcessProgram.StartWith(
            "--environment", "Development", "--urls", "http://127.0.0.1:0", $"--Database:DataDirectory={folder.Path}", argument);

        var (code, output, errors) = await program.ExitAsync();

        Assert.NotEqual(0, code);
        Assert.Contains(named, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }
}
