using System.Diagnostics;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Whether the program starts at all where it asks nobody for credentials: run as its own process, as an operator runs it.</summary>
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
    public async Task Start_WhenOpenToStrangers_IsRefused(string environment, string urls, params string[] further)
    {
        // No database answers here: the program must end before it asks for one.
        using var program = Start(environment, urls, "Host=127.0.0.1;Port=1;Database=nothing", further);
        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, program.ExitCode);
        Assert.StartsWith("Auth:Mode is ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + await output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Loopback)]
    [InlineData(Anywhere, "--Auth:AllowAnonymousNetwork=true")]
    public async Task Start_WhenDevelopmentIsMeant_IsRunning(string urls, params string[] further)
    {
        using var program = Start("Development", urls, await databases.CreateAsync(), further);
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            string? line;
            do
            {
                line = await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            }
            while (line is not (null or "Concierge is running."));

            Assert.True(line is not null, line is null ? await errors : null);
        }
        finally
        {
            program.Kill();
        }
    }

    private static Process Start(string environment, string urls, string connectionString, string[] further)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [typeof(Program).Assembly.Location, "--environment", environment, .. urls.Length > 0 ? ["--urls", urls] : Array.Empty<string>(), .. further])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in ExternalDatabase.Variables(connectionString))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
