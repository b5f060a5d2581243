using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Concierge.Api.Tests.Telemetry;

public sealed class CollectorSettingsTests(TestDatabases databases)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public async Task Start_WithoutCollector_CollectsNothing()
    {
        await using var api = new ApiFixture(databases);
        await api.InitializeAsync();

        Assert.Null(api.Services.GetService<TracerProvider>());
        Assert.Null(api.Services.GetService<MeterProvider>());
    }

    [Fact]
    public async Task Start_WithInvalidCollectorAddress_PrintsOneLine()
    {
        await using var program = Start("collector");

        var (code, _, errors) = await program.ExitAsync();

        Assert.Equal((1, "OTEL_EXPORTER_OTLP_ENDPOINT must be the URL of a collector."), (code, errors.ExpectOneReadableLine()));
    }

    [Fact]
    public async Task Run_WhenCollectorIsAway_ServesAndStops()
    {
        await using var program = Start("http://127.0.0.1:1", await databases.CreateAsync());
        using (var client = await program.ListeningAsync())
        {
            await client.AddUserAsync("ann");
        }

        await program.SignalAsync("TERM");

        var (code, _, errors) = await program.ExitAsync();
        Assert.Equal((0, ""), (code, errors));
    }

    private static ConciergeProgram Start(string endpoint, string connectionString = "Host=127.0.0.1;Port=1") => ConciergeProgram.StartWith(
        [.. ExternalDatabase.Variables(connectionString), (Endpoint, endpoint)],
        ["--environment", "Development", "--urls", "http://127.0.0.1:0"]);
}
