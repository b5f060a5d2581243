using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Tests.Processes;

public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task Dispose_WhenTheServerDoesNotStop_KillsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        var postgres = new EmbeddedPostgres(folder.Path) { StopTimeout = TimeSpan.Zero };
        await postgres.StartAsync(TestContext.Current.CancellationToken);
        await Processes.SignalAsync(Assert.Single(Processes.ServersOf(folder)), "STOP");

        await postgres.DisposeAsync();

        await Processes.UntilGoneAsync(folder);
        await using var again = new EmbeddedPostgres(folder.Path);
        await again.StartAsync(TestContext.Current.CancellationToken);
    }
}
