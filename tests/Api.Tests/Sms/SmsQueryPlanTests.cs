using System.Net;
using Concierge.Api.Tests.Plans;
using Concierge.Api.Tests.Telemetry;
using Concierge.Infrastructure.Sms;

namespace Concierge.Api.Tests.Sms;

[Collection<PlansWithStatistics>]
public sealed class SmsQueryPlanTests(PlanFixture api) : SmsPlanRules(api);

[Collection<PlansWithoutStatistics>]
public sealed class SmsQueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : SmsPlanRules(api);

/// <summary>
/// The cost of reads of SMS messages depends only on what they return. It does not depend on the number of messages, or on the planner
/// statistics of PostgreSQL.
/// </summary>
public abstract class SmsPlanRules(PlanFixture api)
{
    private const string Table = "sms_messages";
    private const string Id = "pk_sms_messages";
    private const string ByStatus = "ix_sms_messages_status_id";
    private const string ByNumber = "ix_sms_messages_phone_index_id";
    private const string Due = "ix_sms_messages_due_at_id";

    /// <summary>
    /// Each list with the number of rows that it may read and the index that it uses. It reads a page and one more row, which tells whether
    /// another page follows, or all rows if there are fewer.
    /// </summary>
    public static TheoryData<string, int, string> Lists => new()
    {
        { "/sms-messages", 51, Id },
        { "/sms-messages?order=asc", 51, Id },
        { "/sms-messages?limit=200", 201, Id },
        { "/sms-messages?status=delivered", 51, ByStatus },
        { "/sms-messages?status=delivered&order=asc", 51, ByStatus },
        { "/sms-messages?status=unknown", SmsData.Unknown, ByStatus },
        { "/sms-messages?status=unknown&order=asc&limit=5", 6, ByStatus },
        { "/sms-messages?status=queued", 0, ByStatus },
        { $"/sms-messages?recipient_phone={SmsData.Common}", 51, ByNumber },
        { $"/sms-messages?recipient_phone={SmsData.Common}&order=asc", 51, ByNumber },
        { $"/sms-messages?recipient_phone={SmsData.Rare}", SmsData.ToRare, ByNumber },
        { $"/sms-messages?recipient_phone={SmsData.Rare}&order=asc&limit=5", 6, ByNumber },
        { "/sms-messages?recipient_phone=9999999999", 0, ByNumber },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Get_WhenFirstPage_ReadsItsRowsInIndexOrder(string path, int rows, string index) =>
        AssertReads(rows, index, await api.ExplainAsync(HttpMethod.Get, path));

    [Theory]
    [InlineData("/sms-messages?", Id)]
    [InlineData("/sms-messages?order=asc&", Id)]
    [InlineData("/sms-messages?status=delivered&", ByStatus)]
    [InlineData("/sms-messages?status=delivered&order=asc&", ByStatus)]
    [InlineData($"/sms-messages?recipient_phone={SmsData.Common}&", ByNumber)]
    [InlineData($"/sms-messages?recipient_phone={SmsData.Common}&order=asc&", ByNumber)]
    public async Task Get_WhenDeepPage_ReadsItsRowsInIndexOrder(string path, string index)
    {
        string? cursor = null;
        for (var i = 0; i < 20; i++)
        {
            var from = cursor is null ? "" : $"&cursor={cursor}";
            cursor = (string?)(await api.GetAsync($"{path}limit=200{from}")).Expect(HttpStatusCode.OK).Json["next_cursor"];
            Assert.NotNull(cursor);
        }

        AssertReads(51, index, await api.ExplainAsync(HttpMethod.Get, $"{path}cursor={cursor}"));
    }

    /// <summary>Only messages to the number are read, regardless of how many have the status.</summary>
    [Theory]
    [InlineData("unknown")]
    [InlineData("delivered")]
    public async Task Get_WithBothFilters_ReadsOnlyMessagesToTheNumber(string status)
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, $"/sms-messages?recipient_phone={SmsData.Rare}&status={status}");

        plans.AssertReadInOrder(ByNumber);
        Assert.All(plans, plan => Assert.True(plan.Examined(Table) <= SmsData.ToRare, plan.ToString()));
    }

    [Fact]
    public async Task Get_WhenOneMessage_ReadsOneRow() =>
        AssertReads(1, Id, await api.ExplainAsync(HttpMethod.Get, $"/sms-messages/{SmsData.IdOf(777)}"));

    /// <summary>
    /// A collection of the gauges counts the due and waiting messages and reads each of those. It finds the time of the first due message
    /// with one index lookup.
    /// </summary>
    [Fact]
    public async Task Gauges_WhenCollected_ReadOnlyWhatTheyCount()
    {
        var plans = await api.ExplainAsync(
            _ =>
            {
                SmsQueueGaugesTests.Collect(api);
                return Task.CompletedTask;
            },
            DateTimeOffset.Parse("2100-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        var oldest = plans.Where(plan => plan.Sql.Contains("min(", StringComparison.Ordinal)).ToList();
        AssertReads(1, Due, oldest);
        AssertReads(SmsData.Scheduled, Due, [.. plans.Except(oldest)]);
    }

    /// <summary>Every twentieth message is scheduled, so it is read and left. Those of the batch are read again for the change.</summary>
    [Fact]
    public async Task Retention_WithManyOld_ReadsOneBatch()
    {
        const int Batch = 500;
        var plans = await api.ExplainAsync(
            SmsRepository.RedactBefore, Guid.Parse(SmsData.IdOf(90_000)), DateTimeOffset.UnixEpoch, new[] { "delivered" }, Batch);

        Assert.All(plans, plan => Assert.True(plan.Examined(Table) <= 2 * Batch + Batch / 15, plan.ToString()));
    }

    private static void AssertReads(int rows, string index, List<Plan> plans)
    {
        plans.AssertReadInOrder(index);
        plans.AssertExamined(Table, rows);
    }
}
