using System.Net;
using Concierge.Api.Tests.Plans;
using Concierge.Infrastructure.Webhooks;
using Concierge.Infrastructure.Webhooks.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Webhooks;

[Collection<PlansWithStatistics>]
public sealed class WebhookQueryPlanTests(PlanFixture api) : WebhookQueryPlanRules(api);

[Collection<PlansWithoutStatistics>]
public sealed class WebhookQueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : WebhookQueryPlanRules(api);

/// <summary>Lists of an endpoint, and the looks of the dispatcher, cost the same at any number of deliveries.</summary>
public abstract class WebhookQueryPlanRules(PlanFixture api)
{
    private const string Deliveries = "webhook_deliveries";

    private const string Attempts = "webhook_attempts";

    private static readonly DateTimeOffset AllAreDue = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("deliveries?limit=50", Deliveries, 51, "pk_webhook_deliveries")]
    [InlineData("deliveries?limit=50&status=failed", Deliveries, 51, "ix_webhook_deliveries_status")]
    [InlineData("attempts?limit=50", Attempts, 51, "pk_webhook_attempts")]
    [InlineData("attempts?limit=50&succeeded=true", Attempts, 51, "ix_webhook_attempts_outcome")]
    [InlineData("attempts?limit=50&succeeded=false", Attempts, 51, "ix_webhook_attempts_outcome")]
    [InlineData("attempts?limit=50&event_id={0}", Attempts, 1, "ix_webhook_attempts_position")]
    public async Task List_WithManyRows_ReadsOnlyItsPageInOrder(string query, string table, int rows, string index)
    {
        var newest = (await api.GetAsync(Path("attempts?limit=1"))).Expect(HttpStatusCode.OK).Json["items"]![0]!["event_id"];
        var path = Path(query.Replace("{0}", $"{newest}", StringComparison.Ordinal));

        var plans = (await api.ExplainAsync(HttpMethod.Get, path)).Of(table);

        plans.AssertReadInOrder(index);
        plans.AssertExamined(table, rows);
    }

    [Fact]
    public async Task Due_WithManyDeliveries_ReadsOnlyItsBatch()
    {
        var plans = await api.ExplainAsync(WebhookStatements.Due, AllAreDue, new[] { WebhookData.Endpoint }, 300);

        AssertReads(plans, "ix_webhook_deliveries_due", 300);
    }

    [Fact]
    public async Task Probe_WithManyDeliveries_ReadsOne() =>
        AssertReads(
            await api.ExplainAsync(WebhookStatements.Probe, AllAreDue, new[] { WebhookData.Endpoint }), "ix_webhook_deliveries_due", 1);

    [Fact]
    public async Task Sweep_WhenAllEventsAreKept_ReadsNoDelivery()
    {
        var retention = api.Services.GetServices<IHostedService>().OfType<WebhookRetention>().Single();

        var plans = await api.ExplainAsync(_ => retention.SweepAsync(TestContext.Current.CancellationToken));

        var deletions = plans.Where(plan => plan.Sql.StartsWith("DELETE", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(deletions);
        deletions.AssertExamined(Deliveries, 0);
        deletions.AssertExamined(Attempts, 0);
    }

    private static string Path(string query) => $"/webhook-endpoints/{WebhookData.Endpoint}/{query}";

    private static void AssertReads(List<Plan> plans, string index, int rows)
    {
        Assert.All(plans, plan => Assert.Contains(index, plan.Indexes));
        plans.AssertExamined(Deliveries, rows);
    }
}
