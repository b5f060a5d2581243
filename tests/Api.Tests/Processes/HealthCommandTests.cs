using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Concierge.Api.Tests.Processes;

public sealed class HealthCommandTests
{
    [Fact]
    public async Task Health_WhenProgramIsReady_ExitsWithZero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create();
        await using var program = ConciergeProgram.Start(folder);
        using var client = await program.ListeningAsync();
        var port = client.BaseAddress!.Port;

        string[] addresses =
            [$"--urls=http://127.0.0.1:{port}", $"--urls=http://*:{port}", $"--urls=http://[::]:{port}", $"--http_ports={port}"];
        foreach (var address in addresses)
        {
            var (code, output, errors) = await HealthAsync(address);

            Assert.Equal((0, $"http://127.0.0.1:{port}/health/ready answers 200.", ""), (code, output, errors));
        }
    }

    [Fact]
    public async Task Health_WhenDatabaseIsAway_PrintsResponse()
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

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1:1")]
    public async Task Health_WhenNothingListens_PrintsOneLine(string address)
    {
        var (code, _, errors) = await HealthAsync($"--urls={address}");

        Assert.Equal(1, code);
        Assert.Contains($"{address}/health/ready does not answer", errors.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithoutUsableAddress_PrintsOneLine()
    {
        var (code, _, errors) = await HealthAsync("--urls=http://unix:/run/concierge.sock");

        Assert.Equal(1, code);
        Assert.StartsWith(
            "No address can be asked: http://unix:/run/concierge.sock.", errors.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithOnlyHttps_UsesHttpsAndIgnoresCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=api.example.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var server = builder.Build();
        server.Run(context => context.Response.WriteAsync("ready"));
        await server.StartAsync(TestContext.Current.CancellationToken);
        var port = new Uri(server.Urls.Single()).Port;

        var (code, output, errors) = await HealthAsync($"--urls=https://+:{port}");

        Assert.Equal((0, $"https://127.0.0.1:{port}/health/ready answers 200.", ""), (code, output, errors));
    }

    [Fact]
    public async Task Health_WhenInterrupted_ExitsAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var program = ConciergeProgram.StartWith([], ["health", $"--urls=http://{silent.LocalEndpoint}"]);
        using var connection = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        await program.SignalAsync("INT");

        Assert.Equal((1, "", "Cancelled.\n"), await program.ExitAsync());
    }

    /// <summary>The command, among the variables of a container that reaches the outside through a proxy.</summary>
    private static async Task<(int Code, string Output, string Errors)> HealthAsync(string address)
    {
        await using var program = ConciergeProgram.StartWith([("http_proxy", "http://127.0.0.1:1")], ["health", address]);
        return await program.ExitAsync();
    }
}
