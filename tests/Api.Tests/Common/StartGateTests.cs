using Concierge.Api.Observability;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;

namespace Concierge.Api.Tests.Common;

/// <summary>Whether the program starts at all where it asks nobody for credentials.</summary>
public sealed class StartGateTests(TestDatabases databases)
{
    private const string Anywhere = "http://0.0.0.0:0";
    private const string Loopback = "http://127.0.0.1:0";

    [Theory]
    [InlineData("Production", Loopback, "--Auth:Mode=Development")]
    [InlineData("Development", Loopback + ";" + Anywhere)]
    [InlineData("Development", Loopback, "--Kestrel:Endpoints:Open:Url=" + Anywhere)]
    [InlineData("Development", "", "--http_ports=0")]
    [InlineData("Development", Loopback, "--Auth:Mode=Nonsense")]
    public async Task Start_WithoutAuthenticationOnNetwork_IsRefused(string environment, string urls, params string[] further)
    {
        // No database answers here: the program must end before it asks for one.
        await using var program = Start(environment, urls, "Host=127.0.0.1;Port=1;Database=nothing", further);
        var (code, output, errors) = await program.ExitAsync();

        Assert.Equal(1, code);
        Assert.StartsWith("The start-up step \"access mode\" failed: Auth:Mode is ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Loopback)]
    [InlineData(Anywhere, "--Auth:AllowAnonymousNetwork=true")]
    [InlineData(Loopback, "--http_ports=0")]
    [InlineData(Anywhere, "--Kestrel:Endpoints:Own:Url=" + Loopback)]
    public async Task Start_InDevelopmentMode_Runs(string urls, params string[] further)
    {
        await using var program = Start("Development", urls, await databases.CreateAsync(), further);

        using var client = await program.ListeningAsync();

        Assert.Contains($"Concierge {ProductVersion.Text} is running.", program.Output);
    }

    private static InProcessProgram Start(string environment, string urls, string connectionString, string[] further) =>
        InProcessProgram.StartWith(
            [
                "--environment", environment, .. urls.Length > 0 ? ["--urls", urls] : Array.Empty<string>(),
                .. further, .. ExternalDatabase.Arguments(connectionString),
            ]);
}
