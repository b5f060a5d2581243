using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Telemetry;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Sms;

public sealed class SmsQueryPlanTests(SmsPlanFixture api) : SmsPlanRules(api), IClassFixture<SmsPlanFixture>;

public sealed class SmsQueryPlanWithoutStatisticsTests(UnknownSmsPlanFixture api) : SmsPlanRules(api), IClassFixture<UnknownSmsPlanFixture>;

/// <summary>Every read of SMS messages costs what it answers, however many there are, and whatever PostgreSQL knows of them.</summary>
public abstract class SmsPlanRules(SmsPlanFixture api)
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
        { "/sms-messages?status=unknown", SmsPlanFixture.Unknown, ByStatus },
        { "/sms-messages?status=unknown&order=asc&limit=5", 6, ByStatus },
        { "/sms-messages?status=queued", 0, ByStatus },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Common}", 51, ByNumber },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Common}&order=asc", 51, ByNumber },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Rare}", SmsPlanFixture.ToRare, ByNumber },
        { $"/sms-messages?recipient_phone={SmsPlanFixture.Rare}&order=asc&limit=5", 6, ByNumber },
        { "/sms-messages?recipient_phone=9999999999", 0, ByNumber },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Get_WhenThePageIsRead_ReadsItsRowsInTheOrderOfAnIndex(string path, int rows, string index) =>
        AssertReads(rows, index, await api.ExplainAsync(HttpMethod.Get, path));

    [Theory]
    [InlineData("/sms-messages?", Id)]
    [InlineData("/sms-messages?order=asc&", Id)]
    [InlineData("/sms-messages?status=delivered&", ByStatus)]
    [InlineData("/sms-messages?status=delivered&order=asc&", ByStatus)]
    [InlineData($"/sms-messages?recipient_phone={SmsPlanFixture.Common}&", ByNumber)]
    [InlineData($"/sms-messages?recipient_phone={SmsPlanFixture.Common}&order=asc&", ByNumber)]
    public async Task Get_WhenAPageDeepInTheListIsRead_ReadsItsRowsInTheOrderOfAnIndex(string path, string index)
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

    /// <summary>However many messages have the status, those of the number are looked through.</summary>
    [Theory]
    [InlineData("unknown")]
    [InlineData("delivered")]
    public async Task Get_WhenThereAreBothFilters_ReadsNoMoreThanTheNumbersMessages(string status)
    {
        var plans = await api.ExplainAsync(HttpMethod.Get, $"/sms-messages?recipient_phone={SmsPlanFixture.Rare}&status={status}");

        plans.AssertReadInOrder(ByNumber);
        Assert.All(plans, plan => Assert.True(plan.Examined(Table) <= SmsPlanFixture.ToRare, plan.ToString()));
    }

    [Fact]
    public async Task Get_WhenOneMessageIsRead_ReadsOneRow() =>
        AssertReads(1, Id, await api.ExplainAsync(HttpMethod.Get, $"/sms-messages/{SmsPlanFixture.IdOf(777)}"));

    /// <summary>Of 5,000 that are due, the dispatcher looks at the one that it takes; of none, at none.</summary>
    [Theory]
    [InlineData("2100-01-01T00:00:00Z", 1)]
    [InlineData("2098-01-01T00:00:00Z", 0)]
    public async Task Dispatcher_WhenItLooksForWhatIsDue_ReadsTheFirstRowOfAnIndex(string now, int rows)
    {
        var plans = await api.ExplainAsync(
            () => api.Services.GetRequiredService<SmsWakeUp>().Wake(),
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        var search = plans.Where(plan => plan.Sql.Contains("FOR UPDATE SKIP LOCKED", StringComparison.Ordinal)).ToList();
        AssertReads(rows, Due, search);
        Assert.All(plans.Except(search), plan => Assert.Equal(rows, plan.Examined(Table)));
    }

    /// <summary>
    /// A collection of the gauges counts the due and waiting messages and reads each of those. It finds the time of the first due message
    /// with one index lookup.
    /// </summary>
    [Fact]
    public async Task Gauges_WhenTheyAreCollected_ReadWhatTheyTellOf()
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
        AssertReads(SmsPlanFixture.Scheduled, Due, [.. plans.Except(oldest)]);
    }

    private static void AssertReads(int rows, string index, List<Plan> plans)
    {
        plans.AssertReadInOrder(index);
        plans.AssertExamined(Table, rows);
    }
}

/// <summary>
/// 100,000 messages: every second one to one number, 20 to another, the rest to 5,000 more. 5,000 are scheduled for the far future, 20 have
/// the status unknown, and all others are delivered.
/// </summary>
public class SmsPlanFixture(TestDatabases databases) : ExplainingFixture(databases)
{
    public const string Common = "2000000001";
    public const string Rare = "2000000002";
    public const int ToRare = 20;
    public const int Unknown = 20;
    public const int Scheduled = 5_000;
    private const int Count = 100_000;

    protected override string Statistics => "SET default_statistics_target = 300; ANALYZE sms_messages;";

    protected override Regex Grows { get; } = new(@"\bFROM sms_messages\b");

    /// <summary>The ids of the messages, from 1.</summary>
    public static string IdOf(int number) =>
        $"{1_760_000_000_000 + number * 1000L:x12}"[..8] + "-"
        + $"{1_760_000_000_000 + number * 1000L:x12}"[8..] + $"-7000-8000-{number:x12}";

    protected override async Task FillAsync()
    {
        var cipher = Services.GetRequiredService<ISmsCipher>();
        var ids = Enumerable.Range(1, Count).Select(number => SmsMessageId.From(IdOf(number))).ToArray();
        var contents = ids.Select((id, index) => cipher.Seal(id, PhoneNumber.From("+1" + PhoneOf(index + 1)), SmsText.From(SmsSteps.Text)))
            .ToArray();
        await QueryAsync(
            """
            ALTER TABLE sms_messages SET (autovacuum_enabled = off);
            INSERT INTO sms_messages
                (id, sealed_phone, sealed_body, phone_index, sealed_with, segments, status, history, attempts,
                 send_at, expires_at, due_at, is_handing_over, version)
            SELECT id, phone, body, index, key, 1, status, '[]', 0, due, '2100-01-01Z', due, false, 1
            FROM (SELECT *, CASE WHEN status = 'scheduled' THEN timestamptz '2099-01-01Z' + n * interval '1 second' END AS due
                  FROM (SELECT *, CASE WHEN n % 20 = 3 THEN 'scheduled' WHEN n % 5000 = 500 THEN 'unknown' ELSE 'delivered' END AS status
                        FROM unnest(@ids, @phones, @bodies, @indexes, @keys) WITH ORDINALITY AS m (id, phone, body, index, key, n)) m) m
            ORDER BY n;
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

    private static string PhoneOf(int number) =>
        number % 5000 == 500 ? Rare : number % 2 == 0 ? Common : $"{3_000_000_000 + number % 5000}";
}

/// <summary>The same messages, of which PostgreSQL knows nothing yet.</summary>
public sealed class UnknownSmsPlanFixture(TestDatabases databases) : SmsPlanFixture(databases)
{
    protected override string Statistics => "";
}
