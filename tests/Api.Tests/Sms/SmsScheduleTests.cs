using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Domain.Sms;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// Times of the SMS attempts, with a clock that stands still. The dispatcher waits in real time, but asks the clock what is due.
/// </summary>
public sealed class SmsScheduleTests(SmsClockFixture api) : IClassFixture<SmsClockFixture>
{
    /// <summary>The default of <c>Sms:TimeToLive</c>.</summary>
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(4);

    /// <summary>The default of <c>Sms:Lease</c>.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Dispatcher_BeforeSendAt_DoesNotSend()
    {
        var (phone, sendAt) = (NewPhone(), Advance() + TimeSpan.FromHours(1));
        var id = (await api.AddSmsAsync(phone, sendAt.Write())).SmsId();

        api.Clock.Now = sendAt - Millisecond;
        await PassAsync();
        Assert.Equal("scheduled", (await api.GetAsync($"/sms-messages/{id}")).Json.Status());
        Assert.Empty(api.Gateway.To("+1" + phone));

        api.Clock.Now = sendAt;
        var sent = (await api.GetUntilAsync(id, "sent")).Json;

        Assert.Equal("scheduled,queued,sending,sent", sent.Statuses());
        Assert.All(["queued", "sending", "sent"], status => Assert.Equal(sendAt.Write(), sent.Since(status)));
        Assert.Equal(id, Assert.Single(api.Gateway.To("+1" + phone)).Id.ToString());
    }

    [Fact]
    public async Task Dispatcher_WhenCanceled_NeverSends()
    {
        var (phone, sendAt) = (NewPhone(), Advance() + TimeSpan.FromHours(1));
        var id = (await api.AddSmsAsync(phone, sendAt.Write())).SmsId();
        var other = (await api.AddSmsAsync(phone, sendAt.Write())).SmsId();
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel")).Expect(HttpStatusCode.OK);

        api.Clock.Now = sendAt;
        await api.GetUntilAsync(other, "sent");
        await PassAsync();

        Assert.Equal(other, Assert.Single(api.Gateway.To("+1" + phone)).Id.ToString());
        Assert.Equal("scheduled,canceled", (await api.GetAsync($"/sms-messages/{id}")).Json.Statuses());
    }

    [Fact]
    public async Task Dispatcher_AfterTimeToLive_ExpiresMessage()
    {
        var (phone, sendAt) = (NewPhone(), Advance() + TimeSpan.FromHours(1));
        var id = (await api.AddSmsAsync(phone, sendAt.Write())).SmsId();

        api.Clock.Now = sendAt + TimeToLive;
        var expired = (await api.GetUntilAsync(id, "expired")).Json;
        await PassAsync();

        Assert.Equal(("scheduled,expired", 0, true), (expired.Statuses(), (int?)expired["attempts"], (bool?)expired["is_final"]));
        Assert.Equal("time_to_live_over", (string?)expired["error"]!["code"]);
        Assert.Equal(api.Clock.Now.Write(), expired.Since("expired"));
        Assert.Empty(api.Gateway.To("+1" + phone));
        Assert.Equal(expired.ToJsonString(), (await api.GetAsync($"/sms-messages/{id}")).Json.ToJsonString());
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel"))
            .ExpectSmsProblem(HttpStatusCode.Conflict, "sms_not_cancelable", secrets: phone);
    }

    [Fact]
    public async Task Dispatcher_JustBeforeEndOfTimeToLive_Sends()
    {
        var (phone, sendAt) = (NewPhone(), Advance() + TimeSpan.FromHours(1));
        var id = (await api.AddSmsAsync(phone, sendAt.Write())).SmsId();

        api.Clock.Now = sendAt + TimeToLive - Millisecond;

        Assert.Equal("scheduled,queued,sending,sent", (await api.GetUntilAsync(id, "sent")).Json.Statuses());
    }

    [Fact]
    public async Task Dispatcher_WhenGatewayIsBusyBeyondTimeToLive_ExpiresMessage()
    {
        var (phone, now) = (NewPhone(), Advance());
        api.Gateway.Answers["+1" + phone] = _ => Task.FromResult<SendOutcome>(
            new SendOutcome.Retryable("It is busy.", TimeSpan.FromDays(1)));
        var id = (await api.AddSmsAsync(phone)).SmsId();
        await UntilRestingAsync(id, 1);

        api.Clock.Now = now + TimeToLive - Millisecond;
        await PassAsync();
        Assert.Equal("queued", (await api.GetAsync($"/sms-messages/{id}")).Json.Status());
        api.Clock.Now = now + TimeToLive;
        var expired = (await api.GetUntilAsync(id, "expired")).Json;

        Assert.Equal(
            ("queued,sending,queued,expired", 1, "time_to_live_over"),
            (expired.Statuses(), (int?)expired["attempts"], (string?)expired["error"]!["code"]));
        Assert.Single(api.Gateway.To("+1" + phone));
    }

    [Fact]
    public async Task Dispatcher_WithRetryAfterOfGateway_Waits()
    {
        var (phone, now) = (NewPhone(), Advance());
        api.Gateway.Answers["+1" + phone] = sms => Task.FromResult<SendOutcome>(
            sms.Attempt == 1 ? new SendOutcome.Retryable("It is busy.", TimeSpan.FromHours(1)) : new SendOutcome.Accepted());
        var id = (await api.AddSmsAsync(phone)).SmsId();
        await UntilRestingAsync(id, 1);

        api.Clock.Now = now + TimeSpan.FromHours(1) - Millisecond;
        await PassAsync();
        Assert.Single(api.Gateway.To("+1" + phone));
        api.Clock.Now = now + TimeSpan.FromHours(1);

        var sent = (await api.GetUntilAsync(id, "sent")).Json;
        Assert.Equal(("queued,sending,queued,sending,sent", 2), (sent.Statuses(), (int?)sent["attempts"]));
        Assert.Null(sent["error"]);
        Assert.Equal([1, 2], api.Gateway.To("+1" + phone).Select(sms => sms.Attempt));
    }

    [Fact]
    public async Task Dispatcher_AfterLease_SetsUnknownAndIgnoresLateAnswer()
    {
        var (phone, now) = (NewPhone(), Advance());
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answers["+1" + phone] = _ => answer.Task;
        var id = (await api.AddSmsUntilAsync("sending", phone)).SmsId();

        api.Clock.Now = now + Lease - Millisecond;
        await PassAsync();
        Assert.Equal("sending", (await api.GetAsync($"/sms-messages/{id}")).Json.Status());
        api.Clock.Now = now + Lease;
        var unknown = (await api.GetUntilAsync(id, "unknown")).Json;
        answer.SetResult(new SendOutcome.Accepted());
        await PassAsync();

        Assert.Equal(("queued,sending,unknown", "hand_over_interrupted"), (unknown.Statuses(), (string?)unknown["error"]!["code"]));
        Assert.Equal(unknown.ToJsonString(), (await api.GetAsync($"/sms-messages/{id}")).Json.ToJsonString());
        Assert.Single(api.Gateway.To("+1" + phone));
    }

    /// <summary>Sets the clock on, past everything that other tests have left.</summary>
    private DateTimeOffset Advance() => api.Clock.Now += TimeSpan.FromDays(1);

    /// <summary>Lets the dispatcher take everything that is due: a message of now is behind all that was due before.</summary>
    private async Task PassAsync() => await api.AddSmsUntilAsync("sent", NewPhone());

    /// <summary>Waits until so many attempts of the message were made, and the outcome of the last one is recorded.</summary>
    private Task<object?> UntilRestingAsync(string id, int attempts) => UntilAsync(
        () => api.QueryAsync("SELECT attempts FROM sms_messages WHERE id = @id AND NOT is_handing_over", ("id", Guid.Parse(id))),
        found => Equals(found, attempts),
        found => $"{found}");
}

public sealed class SmsOrderTests(OneAtATimeFixture api) : IClassFixture<OneAtATimeFixture>
{
    [Fact]
    public async Task Dispatcher_WhenSeveralAreDue_SendsEarliestFirst()
    {
        var (phone, now) = (NewPhone(), api.Clock.Now);
        var ids = new Dictionary<int, string>();
        foreach (var hour in new[] { 3, 1, 4, 2 })
        {
            ids[hour] = (await api.AddSmsAsync(phone, (now + TimeSpan.FromHours(hour)).Write())).SmsId();
        }

        // All of them at once: what is due is asked again for each.
        api.Clock.Now = now + TimeSpan.FromHours(4);
        await api.GetUntilAsync(ids[4], "sent");

        Assert.Equal([ids[1], ids[2], ids[3], ids[4]], api.Gateway.To("+1" + phone).Select(sms => sms.Id.ToString()));
    }
}
