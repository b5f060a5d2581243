using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Sms;

/// <summary>Sent messages whose report is lost still come to an end.</summary>
public sealed class OverdueReportTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Timeout = TimeSpan.FromHours(72);

    private readonly FakeTimeProvider clock = new(Noon);

    [Fact]
    public async Task Send_WithoutReport_IsUnknownAfterTimeoutAndSettledByLateReport()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var earlier = await SentAsync(api);
        api.GoTo(Noon.AddMinutes(2));
        var later = await SentAsync(api);

        // Reports are looked for in order of time, so the later message was looked at as well.
        api.GoTo(Noon + Timeout + TimeSpan.FromMinutes(1));
        Assert.Equal("report_overdue", (string?)(await api.UntilAsync(earlier, "unknown"))["error"]!["code"]);
        Assert.Equal("sent", (string?)(await api.ReadAsync(later))["status"]);
        api.GoTo(Noon + Timeout + TimeSpan.FromMinutes(3));
        await api.UntilAsync(later, "unknown");

        await api.ReportAsync(earlier, "delivered");
        var settled = await api.ReadAsync(earlier);
        Assert.Equal(("delivered", null), ((string?)settled["status"], settled["error"]));
        Assert.Equal(1, api.Gateway.CountOf(earlier));
    }

    [Theory]
    [InlineData("delivered", null, "delivered", null)]
    [InlineData("undelivered", "30003", "undelivered", "undelivered")]
    [InlineData(null, null, "unknown", "report_overdue")]
    public async Task Send_WithoutReport_IsSettledByAskingGateway(string? reported, string? providerCode, string status, string? error)
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        SmsStatus? answer = reported is null ? null : Enum.Parse<SmsStatus>(reported, ignoreCase: true);
        api.Gateway.OnAsked = id => Task.FromResult<DeliveryReport?>(new DeliveryReport(id, answer, providerCode));
        var id = await SentAsync(api);

        api.GoTo(Noon + Timeout);

        var sms = await api.UntilAsync(id, status);
        Assert.Equal((error, providerCode), ((string?)sms["error"]?["code"], (string?)sms["error"]?["provider_code"]));
        Assert.Equal("REF1", (string?)sms["provider_message_id"]);
        Assert.Equal([id], api.Gateway.Asked);
    }

    [Fact]
    public async Task Send_WhenGatewayCannotBeAsked_IsAskedAgainAndUnknownInTheEnd()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.OnAsked = _ => Task.FromResult<DeliveryReport?>(null);
        var id = await SentAsync(api);

        api.GoTo(Noon + Timeout);
        await UntilDueAsync(api, id, Noon + Timeout + TimeSpan.FromMinutes(10));
        api.GoTo(Noon + Timeout + TimeSpan.FromMinutes(10));
        await UntilDueAsync(api, id, Noon + Timeout + TimeSpan.FromMinutes(20));
        Assert.Equal(2, api.Gateway.Asked.Count);

        api.GoTo(Noon + Timeout + TimeSpan.FromDays(1));
        await api.UntilAsync(id, "unknown");
        Assert.Equal(2, api.Gateway.Asked.Count);
    }

    [Fact]
    public async Task Ask_ByTwoReplicas_AsksOnceForEach()
    {
        const int Count = 40;
        const int MostAtOnce = 4;
        await using var first = await DispatchingApi.StartAsync(databases, clock, ("RatePerSecond", "1000"));
        await using var second = await first.StartAnotherAsync(databases);
        var (current, peak) = (0, 0);
        foreach (var replica in new[] { first, second })
        {
            replica.Gateway.OnAsked = async id =>
            {
                InterlockedMax(ref peak, Interlocked.Increment(ref current));
                await Task.Yield();
                Interlocked.Decrement(ref current);
                return new DeliveryReport(id, SmsStatus.Delivered);
            };
        }

        await first.AcceptManyAsync(Enumerable.Repeat(Noon, Count));
        first.Wake();
        await first.UntilAsync(Count, "sent");

        first.GoTo(Noon + Timeout);
        await first.UntilAsync(Count, "delivered");

        var asked = first.Gateway.Asked.Concat(second.Gateway.Asked).ToList();
        Assert.Equal((Count, Count), (asked.Count, asked.Distinct().Count()));
        Assert.InRange(peak, 1, 2 * MostAtOnce);
    }

    [Fact]
    public async Task Ask_WhenReportArrivesMeanwhile_KeepsReport()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.OnAsked = async id =>
        {
            await api.ReportAsync(id, "delivered");
            return new DeliveryReport(id, null);
        };
        var id = await SentAsync(api);

        api.GoTo(Noon + Timeout);

        Assert.Equal("queued sending sent delivered", (await api.UntilAsync(id, "delivered")).StatusesInARow());
    }

    /// <summary>The release before this one set no time.</summary>
    [Fact]
    public async Task Send_ByEarlierRelease_IsUnknownAfterTimeoutToo()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var id = await SentAsync(api);
        await api.QueryAsync("UPDATE sms_messages SET report_due_at = NULL WHERE id = @id", ("id", id.Value));

        api.GoTo(Noon.AddHours(1));
        await UntilDueAsync(api, id, Noon.AddHours(1) + Timeout);
        api.GoTo(Noon.AddHours(1) + Timeout);

        await api.UntilAsync(id, "unknown");
    }

    [Fact]
    public async Task Send_OfSandboxNumberThatIsNeverReported_ComesToItsEnd()
    {
        await using var api = new ClockedApi(databases, clock, builder => builder);
        await api.InitializeAsync();
        var id = await api.AcceptSmsAsync("+15555550004");
        await api.SmsOnceAsync(id, "sent");

        clock.Now = Noon + Timeout;

        Assert.True((bool?)(await api.SmsOnceAsync(id, "unknown"))["is_final"]);
    }

    [Fact]
    public async Task Send_ThroughTwilioWithoutReport_IsSettledByItsStatus()
    {
        await using var twilio = new TwilioDouble
        {
            OnAsked = _ => Replies.Whole(200, """{"sid":"SM1","status":"undelivered","error_code":30005}"""),
        };
        await using var api = new ClockedApi(databases, clock, twilio.Configure);
        await api.InitializeAsync();
        var id = await api.AcceptSmsAsync(GatewaySteps.NewPhone());
        await api.SmsOnceAsync(id, "sent");

        clock.Now = Noon + Timeout;

        Assert.Equal("30005", (string?)(await api.SmsOnceAsync(id, "undelivered"))["error"]!["provider_code"]);
    }

    private static async Task<SmsMessageId> SentAsync(DispatchingApi api)
    {
        var id = await api.AcceptAsync();
        await api.UntilAsync(id, "sent");
        return id;
    }

    private static Task UntilDueAsync(DispatchingApi api, SmsMessageId id, DateTimeOffset due) => Poll.UntilAsync(
        async () => await api.QueryAsync("SELECT report_due_at FROM sms_messages WHERE id = @id", ("id", id.Value)) is DateTime at
            && at == due.UtcDateTime,
        () => $"The report is not due at {due:O}.");

    private static void InterlockedMax(ref int place, int value)
    {
        for (var seen = place; seen < value;)
        {
            var before = Interlocked.CompareExchange(ref place, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>The product with a gateway of its own and a clock that the test sets.</summary>
    private sealed class ClockedApi(TestDatabases databases, FakeTimeProvider clock, Func<IWebHostBuilder, IWebHostBuilder> configure)
        : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            configure(builder);
            clock.Use(builder);
        }
    }
}
