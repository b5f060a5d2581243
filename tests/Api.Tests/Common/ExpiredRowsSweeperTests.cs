using System.Net;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class ExpiredRowsSweeperTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public async Task Sweep_AtEndOfRetention_DeletesOnlyExpiredStoredResponses(int milliseconds, long kept)
    {
        api.Clock.Now = Clocks.Start;
        await api.QueryAsync("DELETE FROM idempotency_records");
        (await api.PostAsync("/users", new { name = "Ann" }, null, ("Idempotency-Key", $"{Guid.NewGuid()}")))
            .Expect(HttpStatusCode.Created);

        await SweepAsync(Clocks.Start + IIdempotencyStore.Retention + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(kept, await api.QueryAsync("SELECT count(*) FROM idempotency_records"));
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(62, 0)]
    public async Task Sweep_AtExpiryOfUserTokens_DeletesOnlyExpiredOnes(int seconds, long kept)
    {
        api.Clock.Now = Clocks.Start;
        await api.QueryAsync("DELETE FROM user_tokens");
        (await api.PostAsync("/users", new { id = $"ann-{seconds}", name = "Ann" })).Expect(HttpStatusCode.Created);
        (await api.PostAsync($"/users/ann-{seconds}/tokens", new { expires_in = 60 })).Expect(HttpStatusCode.Created);

        await SweepAsync(Clocks.Start.AddSeconds(seconds));

        Assert.Equal(kept, await api.QueryAsync("SELECT count(*) FROM user_tokens"));
    }

    private async Task SweepAsync(DateTimeOffset now)
    {
        api.Clock.Now = now;
        await api.Services.GetServices<IHostedService>().OfType<ExpiredRowsSweeper>()
            .Single().SweepAsync(TestContext.Current.CancellationToken);
    }
}
