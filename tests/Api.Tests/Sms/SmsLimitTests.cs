using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>Limits of the messages to one number and of one backend.</summary>
public sealed class SmsLimitTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Noon);

    [Fact]
    public async Task Post_AboveRateOfNumber_IsRefusedUntilPeriodEnds()
    {
        await using var api = await DispatchingApi.StartAsync(
            databases, clock, ("RatePerRecipient", "2"), ("RecipientPeriod", "00:10:00"));
        var phone = NewPhone();
        await api.AddSmsAsync(phone, Later);
        await api.AddSmsAsync("+1" + phone, Later);

        var refused = (await api.PostAsync("/send-message", Body(phone)))
            .ExpectSmsProblem(HttpStatusCode.TooManyRequests, "sms_recipient_limit_reached", secrets: phone);
        Assert.Equal("600", refused.Headers["Retry-After"]);
        await api.AddSmsAsync(NewPhone(), Later);

        api.GoTo(Noon.AddMinutes(10).AddMilliseconds(-1));
        Assert.Equal("1", (await api.PostAsync("/sms-messages", Body(phone))).Headers["Retry-After"]);
        api.GoTo(Noon.AddMinutes(10));
        await api.AddSmsAsync(phone, Later);
    }

    [Fact]
    public async Task Post_AboveDailyQuota_IsRefusedUntilMidnight()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("DailyQuota", "2"), ("RatePerRecipient", "1"));
        await api.AddSmsAsync(NewPhone(), Later);
        await api.AddSmsAsync(NewPhone(), Later);
        var phone = NewPhone();

        var refused = (await api.PostAsync("/sms-messages", Body(phone)))
            .ExpectSmsProblem(HttpStatusCode.TooManyRequests, "sms_quota_used_up", secrets: phone);

        Assert.Equal($"{12 * 60 * 60}", refused.Headers["Retry-After"]);
        Assert.Equal(2, await api.CountAsync("sms_messages"));

        // What is refused counts for no limit: the number has its message left.
        api.GoTo(Noon.AddHours(12));
        await api.AddSmsAsync(phone, Later);
    }

    [Fact]
    public async Task Post_WhenValidationFails_CountsNothing()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("DailyQuota", "1"));
        (await api.PostAsync("/sms-messages", Body(NewPhone(), "2020-01-01T00:00:00Z"))).Expect(HttpStatusCode.BadRequest);
        (await api.PostAsync("/sms-messages/preview", Body(NewPhone()))).Expect(HttpStatusCode.OK);

        await api.AddSmsAsync(NewPhone(), Later);
    }

    [Theory]
    [InlineData("DailyQuota", false)]
    [InlineData("DailyQuota", true)]
    [InlineData("RatePerRecipient", true)]
    public async Task Post_ByManyAtTwoReplicas_NeverExceedsLimit(string limit, bool hasKeys)
    {
        const int Most = 7;
        await using var first = await DispatchingApi.StartAsync(databases, null, (limit, $"{Most}"));
        await using var second = await first.StartAnotherAsync(databases);
        var phone = NewPhone();

        var answers = await Crowd.RushAsync(number =>
        {
            (string, string)[] headers = hasKeys ? [("Idempotency-Key", Guid.NewGuid().ToString())] : [];
            var to = limit == "RatePerRecipient" ? phone : NewPhone();
            return (number % 2 == 0 ? first : second).PostAsync("/sms-messages", Body(to, Later), null, headers);
        });

        Assert.Equal($"{Most} x 201, {Crowd.Size - Most} x 429", Crowd.Statuses(answers));
        Assert.Equal(Most, await first.CountAsync("sms_messages"));
        Assert.Equal(Most, await first.QueryAsync("SELECT count FROM sms_usage"));
    }

    [Fact]
    public async Task Post_WhenRepeatedWithKey_CountsOnce()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null, ("DailyQuota", "2"));
        var (body, key) = (Body(NewPhone(), Later), ("Idempotency-Key", Guid.NewGuid().ToString()));
        var first = (await api.PostAsync("/sms-messages", body, null, key)).Expect(HttpStatusCode.Created);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            Assert.Equal(first.Text, (await api.PostAsync("/sms-messages", body, null, key)).Expect(HttpStatusCode.Created).Text);
        }

        Assert.Equal(1, await api.QueryAsync("SELECT count FROM sms_usage"));
        (await api.PostAsync("/sms-messages", Body(NewPhone(), Later))).Expect(HttpStatusCode.Created);
        (await api.PostAsync("/sms-messages", Body(NewPhone(), Later)))
            .ExpectProblem(HttpStatusCode.TooManyRequests, "sms_quota_used_up");

        // The replay still answers when the quota is used up.
        (await api.PostAsync("/sms-messages", body, null, key)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Post_WithoutLimits_CountsNothing()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null);
        await api.AddSmsAsync(NewPhone(), Later);

        Assert.Equal(0, await api.CountAsync("sms_usage"));
    }
}
