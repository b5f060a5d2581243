using System.Security.Cryptography;
using System.Text;
using Concierge.Api.Tests.Plans;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Common;

[Collection<PlansWithStatistics>]
public sealed class IdempotencyQueryPlanTests(PlanFixture api) : IdempotencyQueryPlanRules(api);

[Collection<PlansWithoutStatistics>]
public sealed class IdempotencyQueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : IdempotencyQueryPlanRules(api);

/// <summary>
/// The costs of the lookup of a stored response and of the deletion of expired ones do not depend on how many are stored.
/// </summary>
public abstract class IdempotencyQueryPlanRules(PlanFixture api)
{
    private const string Table = "idempotency_records";

    [Theory]
    [InlineData("777", 1)]
    [InlineData("nothing", 0)]
    public async Task Claim_WithManyStoredResponses_ReadsAtMostOneRow(string key, int rows)
    {
        var former = SHA256.HashData("former"u8);
        var plans = await api.ExplainAsync(services => services.GetRequiredService<IIdempotencyStore>()
            .ClaimAsync(SHA256.HashData(Encoding.UTF8.GetBytes(key)), former, TestContext.Current.CancellationToken));

        plans.AssertReadInOrder("pk_idempotency_records");
        plans.AssertExamined(Table, rows);
    }

    [Theory]
    [InlineData("2099-01-01T00:00:00Z", 0)]
    [InlineData("2099-01-01T00:16:40Z", 1000)]
    public async Task Sweep_WhenSomeAreExpired_ReadsOnlyThose(string now, int rows)
    {
        var sweeper = api.Services.GetServices<IHostedService>().OfType<ExpiredRowsSweeper>().Single();

        var plans = (await api.ExplainAsync(
            _ => sweeper.SweepAsync(TestContext.Current.CancellationToken),
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture))).Of(Table);

        plans.AssertReadInOrder("ix_idempotency_records_expires_at");
        plans.AssertExamined(Table, rows);
    }
}
