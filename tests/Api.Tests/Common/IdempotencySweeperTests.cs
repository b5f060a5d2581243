using System.Net;
using Concierge.Infrastructure.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class IdempotencySweeperTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public async Task Sweep_AtEndOfRetention_DeletesOnlyExpiredRecords(int milliseconds, long kept)
    {
        api.Clock.Now = Clocks.Start;
        await api.QueryAsync("DELETE FROM idempotency_records");
        (await api.PostAsync("/users", new { name = "Ann" }, null, ("Idempotency-Key", $"{Guid.NewGuid()}")))
            .Expect(HttpStatusCode.Created);

        api.Clock.Now = Clocks.Start + IIdempotencyStore.Retention + TimeSpan.FromMilliseconds(milliseconds);
        await api.Services.GetServices<IHostedService>().OfType<IdempotencySweeper>()
            .Single().SweepAsync(TestContext.Current.CancellationToken);

        Assert.Equal(kept, await api.QueryAsync("SELECT count(*) FROM idempotency_records"));
    }
}
