using System.Net;

namespace Concierge.Api.Tests.Faults;

/// <summary>The whole server goes away, and comes back.</summary>
public sealed class ServerFaultTests(FaultServerFixture faults) : IClassFixture<FaultServerFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_WhenServerIsStoppedAndStarted_IsKeptOnceAcknowledged(bool crashes)
    {
        await using var api = await FaultApi.StartAsync(faults.Databases);
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await (crashes ? faults.Server.CrashAsync() : faults.Server.StopAsync());
        try
        {
            await ledger.UntilUnavailableAsync(Ledger.All);
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
            (await api.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        }
        finally
        {
            await faults.Server.StartAsync();
        }

        await api.UntilReadyAsync();
        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task Write_WhenServerHangs_IsGivenUpAndKeptOnceAcknowledged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        await using var api = await FaultApi.StartAsync(faults.Databases);
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await faults.Server.HangWhileAsync(async () =>
        {
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
            await ledger.UntilUnavailableAsync(Ledger.All);
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
        });

        await api.UntilReadyAsync();
        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task Get_WhenServerWasRestartedUnderAnIdlePool_IsAnsweredAtOnce()
    {
        await using var api = await FaultApi.StartQuietAsync(faults.Databases);
        var user = await api.AddUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.GetAsync("/users?q=user")));

        await faults.Server.StopAsync();
        await faults.Server.StartAsync();

        (await api.GetAsync($"/users/{user}")).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/messages")).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
    }
}
