using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Plans;
using Concierge.Infrastructure.Sms;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// The cost of taking due messages, with 100,000 that are due: 30,000 that this replica cannot decrypt, which are due first, 60,000 to ten
/// numbers, almost all of them held back, 9,990 to other numbers, and the last ten, of another backend.
/// </summary>
public sealed partial class SmsQueuePlanTests(SmsQueuePlanTests.Fixture api) : IClassFixture<SmsQueuePlanTests.Fixture>
{
    private const string Table = "sms_messages";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(16, 16, 11)]
    [InlineData(16, 500, 11)]
    public async Task TakeDue_WithLongQueue_ReadsFewRows(int count, int scan, int taken)
    {
        await api.LoadAsync();

        var plans = await api.ExplainAsync(
            Numbered(SmsRepository.TakeDue), Now, new[] { "test" }, count, "", TimeSpan.FromSeconds(30), scan);

        Assert.All(plans, plan =>
        {
            // Two backends and the end of their list, each candidate, an earlier message to its number, and the mark that it is held back.
            Assert.True(plan.Examined(Table) <= 3 + 2 * scan * 3, plan.ToString());
            Assert.Subset(
                new HashSet<string> { "ix_sms_messages_queue", "ix_sms_messages_phone_index_queue_position", "pk_sms_messages" },
                plan.Indexes.ToHashSet());
            Assert.InRange((double)plan.Root["Actual Rows"]!, taken, 2 * scan);
        });
    }

    [Fact]
    public async Task EnterQueue_WithManyScheduled_ReadsThoseThatAreDue()
    {
        await api.LoadAsync();

        var plans = await api.ExplainAsync(Numbered(SmsRepository.EnterQueue), Now);

        Assert.All(plans, plan => Assert.Equal(2 * Fixture.Entering, plan.Examined(Table)));
        Assert.Equal(
            ["ix_sms_messages_scheduled", "pk_sms_messages"],
            plans.SelectMany(plan => plan.Indexes).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TakeOverdue_WithManySent_ReadsThoseItTakes()
    {
        await api.LoadAsync();

        var plans = await api.ExplainAsync(Numbered(SmsRepository.TakeOverdue), Now, Now, 4);

        Assert.All(plans, plan => Assert.Equal((4, "ix_sms_messages_report_due_at"), (plan.Examined(Table), plan.Indexes.Single())));
    }

    [Fact]
    public async Task SetReportTimes_WithManySent_ReadsThoseWithoutTime()
    {
        await api.LoadAsync();

        var plans = await api.ExplainAsync(Numbered(SmsRepository.SetReportTimes), Now);

        Assert.All(plans, plan => Assert.Equal(2 * Fixture.SentByEarlierRelease, plan.Examined(Table)));
    }

    [Fact]
    public async Task TakeUnreadable_WithLongQueue_ReadsExpiredUnderOtherKeys()
    {
        await api.LoadAsync();

        var plans = await api.ExplainAsync(Numbered(SmsRepository.TakeUnreadable), Now.AddYears(100), new[] { "test" });

        Assert.All(plans, plan =>
        {
            Assert.True(plan.Examined(Table) <= 500, plan.ToString());
            Assert.Equal(500.0, (double)plan.Root["Actual Rows"]!);
        });
    }

    private static string Numbered(string sql) => Parameter().Replace(sql, match => $"${int.Parse(match.Groups[1].Value, null) + 1}");

    [GeneratedRegex(@"\{(\d)\}")]
    private static partial Regex Parameter();

    public sealed class Fixture(TestDatabases databases) : PlanFixture(databases)
    {
        /// <summary>Number of scheduled messages that are due.</summary>
        public const int Entering = 7;

        /// <summary>Number of sent messages without a time for their report.</summary>
        public const int SentByEarlierRelease = 5;

        private const string Data = """
            INSERT INTO sms_keys VALUES ('lost', '');
            INSERT INTO sms_messages
                (id, sealed_phone, sealed_body, phone_index, sealed_with, segments, status, history, attempts,
                 expires_at, due_at, is_handing_over, version, backend, queue_position)
            SELECT gen_random_uuid(), '', '', decode(lpad(to_hex(
                       CASE WHEN n > 30000 AND n <= 90000 THEN n / 6000 ELSE n END), 64, '0'), 'hex'),
                   CASE WHEN n <= 30000 THEN 'lost' ELSE 'test' END, 1, 'queued', '[]', 0,
                   '2100-01-01Z', timestamptz '2026-01-01Z' + n * interval '1 second', false, 1,
                   CASE WHEN n > 99990 THEN 'small' ELSE 'bulk' END, n
            FROM generate_series(1, 100000) n;
            INSERT INTO sms_messages
                (id, sealed_phone, sealed_body, phone_index, sealed_with, segments, status, history, attempts,
                 expires_at, due_at, is_handing_over, version, backend, queue_position)
            SELECT gen_random_uuid(), '', '', decode(lpad(to_hex(n), 64, '0'), 'hex'), 'test', 1, 'scheduled', '[]', 0,
                   '2100-01-01Z', timestamptz '2026-06-01Z' + (n - 6) * interval '1 hour', false, 1, 'bulk', 0
            FROM generate_series(0, 4999) n;
            INSERT INTO sms_messages
                (id, sealed_phone, sealed_body, phone_index, sealed_with, segments, status, history, attempts,
                 expires_at, is_handing_over, version, backend, report_due_at)
            SELECT gen_random_uuid(), '', '', decode(lpad(to_hex(n), 64, '0'), 'hex'), 'test', 1, 'sent', '[]', 1,
                   '2100-01-01Z', false, 1, 'bulk', CASE WHEN n >= 5 THEN timestamptz '2026-01-01Z' + n * interval '1 minute' END
            FROM generate_series(0, 9999) n;
            ANALYZE sms_messages;
            """;

        private bool isLoaded;

        /// <summary>
        /// Loads the messages once, after the dispatcher of the product has looked for some. Tests of one class run one by one.
        /// </summary>
        public async Task LoadAsync()
        {
            if (!isLoaded)
            {
                await QueryAsync(Data);
                isLoaded = true;
            }
        }

        protected override Task<string> CreateDatabaseAsync(TestDatabases databases) => databases.CreateAsync();
    }
}
