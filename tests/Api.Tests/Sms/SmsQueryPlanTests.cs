using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Sms;

public sealed class SmsQueryPlanTests(SmsPlanFixture api) : SmsPlanRules(api), IClassFixture<SmsPlanFixture>;

public sealed class SmsQueryPlanWithoutStatisticsTests(UnknownSmsPlanFixture api) : SmsPlanRules(api), IClassFixture<UnknownSmsPlanFixture>;

/// <summary>Every read of SMS messages costs what it answers, however many there are, and whatever PostgreSQL knows of them.</summary>
public abstract class SmsPlanRules(SmsPlanFixture api)
{
    /// <summary>Each list with what it has to look at: a page, and a row more, which tells whether another page follows, or all that there are.</summary>
    public static TheoryData<string, int> Lists => new()
    {
        { "/sms-messages", 51 },
        { "/sms-messages?order=asc", 51 },
        { "/sms-messages?limit=200", 201 },
        { "/sms-messages?status=delivered", 51 },
        { "/sms-messages?status=delivered&order=asc", 51 },
        { "/sms-messages?status=unknown", SmsPlanFixture.Unknown },
        { "/sms-messages?status=unknown&order=asc&limit=5", 6 },
        { "/sms-messages?status=queued", 0 },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Common}", 51 },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Common}&order=asc", 51 },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Rare}", SmsPlanFixture.ToRare },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Rare}&order=asc&limit=5", 6 },
        { "/sms-messages?recipient_phone=9999999999", 0 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Get_WhenThePageIsRead_ReadsItsRowsInTheOrderOfAnIndex(string path, int rows) =>
        AssertReads(rows, await api.ExplainAsync(HttpMethod.Get, path));

    [Theory]
    [InlineData("/sms-messages?")]
    [InlineData("/sms-messages?order=asc&")]
    [InlineData("/sms-messages?status=delivered&")]
    [InlineData("/sms-messages?status=delivered&order=asc&")]
    [InlineData($"/sms-messages?recipient_phone={SmsPlanFixture.Common}&")]
    [InlineData($"/sms-messages?recipient_phone={SmsPlanFixture.Common}&order=asc&")]
    public async Task Get_WhenAPageDeepInTheListIsRead_ReadsItsRowsInTheOrderOfAnIndex(string path)
    {
        string? cursor = null;
        for (var i = 0; i < 20; i++)
        {
            var from = cursor is null ? "" : $"&cursor={cursor}";
            cursor = (string?)(await api.GetAsync($"{path}limit=200{from}")).Expect(HttpStatusCode.OK).Json["next_cursor"];
            Assert.NotNull(cursor);
        }

        AssertReads(51, await api.ExplainAsync(HttpMethod.Get, $"{path}cursor={cursor}"));
    }

    /// <summary>Of one number, of which half of the messages have the status, two for each one that is wanted.</summary>
    [Fact]
    public async Task Get_WhenThereAreBothFilters_ReadsNoMoreThanTheNumbersMessages()
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, $"/sms-messages?recipient_phone={SmsPlanFixture.Rare}&status=unknown");

        AssertReadsIndexesInOrder(plans);
        Assert.All(plans, plan => Assert.True(Examined(plan) <= SmsPlanFixture.ToRare, plan.ToString()));
    }

    [Fact]
    public async Task Get_WhenOneMessageIsRead_ReadsOneRow() =>
        AssertReads(1, await api.ExplainAsync(HttpMethod.Get, $"/sms-messages/{SmsPlanFixture.IdOf(777)}"));

    /// <summary>Of a thousand that are due, the dispatcher looks at the one that it takes; of none, at none.</summary>
    [Theory]
    [InlineData("2100-01-01T00:00:00Z", 1)]
    [InlineData("2098-01-01T00:00:00Z", 0)]
    public async Task Dispatcher_WhenItLooksForWhatIsDue_ReadsTheFirstRowOfAnIndex(string now, int rows)
    {
        var plans = await api.ExplainAsync(
            () => api.Services.GetRequiredService<ISmsDispatch>().Wake(), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.All(plans, plan => Assert.Contains("FOR UPDATE SKIP LOCKED", plan.Sql, StringComparison.Ordinal));
        Assert.All(plans, plan => Assert.Contains("ix_sms_messages_due_at_id", plan.ToString(), StringComparison.Ordinal));
        AssertReads(rows, plans);
    }

    private static void AssertReads(int rows, List<Plan> plans)
    {
        AssertReadsIndexesInOrder(plans);
        Assert.All(plans, plan => Assert.True(Examined(plan) == rows, $"{Examined(plan)} instead of {rows}: {plan}"));
    }

    private static void AssertReadsIndexesInOrder(List<Plan> plans)
    {
        Assert.NotEmpty(plans);
        foreach (var plan in plans)
        {
            Assert.Contains(plan.Nodes, node => (string?)node["Relation Name"] == "sms_messages");
            Assert.All(plan.Nodes, node =>
            {
                Assert.False((string?)node["Node Type"] is "Sort" or "Incremental Sort", $"Sorts: {plan}");
                Assert.True(
                    (string?)node["Relation Name"] is null || (string?)node["Node Type"] is "Index Scan" or "Index Only Scan", $"Not an index scan: {plan}");
            });
        }
    }

    private static double Examined(Plan plan) => plan.Nodes.Where(node => (string?)node["Relation Name"] == "sms_messages").Sum(node =>
        (double)node["Actual Loops"]! * ((double)node["Actual Rows"]! + ((double?)node["Rows Removed by Filter"] ?? 0)
            + ((double?)node["Rows Removed by Index Recheck"] ?? 0)));
}

/// <summary>
/// 20,000 messages, every second one to one number, 20 to another, the rest to 5,000 more. All are delivered, but for 1,000 that are scheduled for a time that does
/// not come, and 20 of which nobody knows.
/// </summary>
public class SmsPlanFixture(TestDatabases databases) : ExplainingFixture(databases)
{
    public const string Common = "2000000001";
    public const string Rare = "2000000002";
    public const int ToRare = 20;
    public const int Unknown = 20;
    private const int Count = 20_000;

    protected override string Statistics => "SET default_statistics_target = 300; ANALYZE sms_messages;";

    protected override Regex Grows { get; } = new(@"\bFROM sms_messages\b");

    /// <summary>The ids of the messages, from 1.</summary>
    public static string IdOf(int number) => $"{1_760_000_000_000 + number * 1000L:x12}"[..8] + "-" + $"{1_760_000_000_000 + number * 1000L:x12}"[8..] + $"-7000-8000-{number:x12}";

    protected override async Task FillAsync()
    {
        var vault = Services.GetRequiredService<ISmsVault>();
        var ids = Enumerable.Range(1, Count).Select(number => SmsMessageId.From(IdOf(number))).ToArray();
        var contents = ids.Select((id, index) => vault.Seal(id, PhoneNumber.From("+1" + PhoneOf(index + 1)), SmsText.From(SmsSteps.Text))).ToArray();
        await QueryAsync(
            """
            ALTER TABLE sms_messages SET (autovacuum_enabled = off);
            INSERT INTO sms_messages
                (id, sealed_phone, sealed_body, phone_index, sealed_with, segments, status, history, attempts, send_at, expires_at, due_at, is_handing_over, version)
            SELECT id, phone, body, index, key, 1, status, '[]', 0, due, '2100-01-01Z', due, false, 1
            FROM (SELECT *, CASE WHEN status = 'scheduled' THEN timestamptz '2099-01-01Z' + n * interval '1 second' END AS due
                  FROM (SELECT *, CASE WHEN n % 20 = 3 THEN 'scheduled' WHEN n % 1000 = 500 THEN 'unknown' ELSE 'delivered' END AS status
                        FROM unnest(@ids, @phones, @bodies, @indexes, @keys) WITH ORDINALITY AS m (id, phone, body, index, key, n)) m) m ORDER BY n;
            """ + Statistics,
            ("ids", ids.Select(id => id.Value).ToArray()),
            ("phones", contents.Select(content => content.Phone).ToArray()),
            ("bodies", contents.Select(content => content.Body).ToArray()),
            ("indexes", contents.Select(content => content.PhoneIndex).ToArray()),
            ("keys", contents.Select(content => content.KeyId).ToArray()));
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);

        // The dispatcher looks when it is woken, and not in between.
        builder.UseSetting("Sms:PollInterval", "1.00:00:00");
    }

    private static string PhoneOf(int number) => number % 1000 == 500 ? Rare : number % 2 == 0 ? Common : $"{3_000_000_000 + number % 5000}";
}

/// <summary>The same messages, of which PostgreSQL knows nothing yet.</summary>
public sealed class UnknownSmsPlanFixture(TestDatabases databases) : SmsPlanFixture(databases)
{
    protected override string Statistics => "";
}
