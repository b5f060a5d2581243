using System.Net;
using Concierge.Api.Tests.Plans;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Audit;

[Collection<PlansWithStatistics>]
public sealed class AuditQueryPlanTests(PlanFixture api) : AuditQueryPlanRules(api);

[Collection<PlansWithoutStatistics>]
public sealed class AuditQueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : AuditQueryPlanRules(api);

/// <summary>A page of audit records costs the same at any number of records.</summary>
public abstract class AuditQueryPlanRules(PlanFixture api)
{
    private const string Table = "audit_records";

    [Theory]
    [InlineData("limit=50", 51, "pk_audit_records")]
    [InlineData("limit=50&target=u007", 51, "ix_audit_records_target_id")]
    [InlineData("limit=50&caller=c3", 51, "ix_audit_records_caller_name_id")]
    [InlineData("limit=50&target=nobody", 0, "ix_audit_records_target_id")]
    [InlineData("limit=50&caller=nobody", 0, "ix_audit_records_caller_name_id")]
    public async Task List_WithManyRecords_ReadsOnlyItsPageInOrder(string query, int rows, string index)
    {
        (await api.GetAsync($"/audit?{query}")).Expect(HttpStatusCode.OK);

        var plans = (await api.ExplainAsync(HttpMethod.Get, $"/audit?{query}")).Of(Table);

        plans.AssertReadInOrder(index);
        plans.AssertExamined(Table, rows);
    }

    [Fact]
    public async Task Sweep_WhenSomeAreOld_ReadsOnlyThose()
    {
        var sweeper = api.Services.GetServices<IHostedService>().OfType<ExpiredRowsSweeper>().Single();

        var plans = (await api.ExplainAsync(
            _ => sweeper.SweepAsync(TestContext.Current.CancellationToken), new(2099, 1, 1, 0, 16, 40, TimeSpan.Zero))).Of(Table);

        // 1,000 records of the data, and those of other tests on this database.
        var old = (long)(await api.QueryAsync("SELECT count(*) FROM audit_records WHERE at <= '2099-01-01T00:16:40Z'"))!;
        Assert.InRange(old, 1000, 2000);
        plans.AssertReadInOrder("ix_audit_records_at");
        plans.AssertExamined(Table, old);
    }
}
