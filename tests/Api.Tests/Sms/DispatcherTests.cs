using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Sms;

/// <summary>What the dispatcher does with accepted messages, whatever the gateway does with them.</summary>
public sealed class DispatcherTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    /// <summary>Far beyond every lease, wait and time to live.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromDays(5);

    private readonly FakeTimeProvider clock = new(Noon);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accept_WithPollIntervalOfOneHour_IsSentAtOnce(bool hasKey)
    {
        await using var api = await DispatchingApi.StartAsync(databases, null, ("PollInterval", "01:00:00"));

        // One after the other: each finds the dispatcher with nothing to do.
        for (var turn = 0; turn < 10; turn++)
        {
            var id = await api.AcceptAsync(headers: hasKey ? [("Idempotency-Key", $"key-{turn}")] : []);
            await api.UntilAsync(id, "sent");
        }
    }

    /// <summary>No controller wakes the dispatcher: any commit that leaves a message due does.</summary>
    [Fact]
    public async Task Accept_WhenCommittedByOtherCode_IsSentAtOnce()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null);
        for (var turn = 0; turn < 3; turn++)
        {
            await using var scope = api.Services.CreateAsyncScope();
            var id = new SmsMessageId(Guid.CreateVersion7());
            var content = scope.ServiceProvider.GetRequiredService<ISmsCipher>()
                .Seal(id, PhoneNumber.From("+15555550123"), SmsText.From("Hello"));
            var accepted = await scope.ServiceProvider.GetRequiredService<ISmsRepository>().AcceptAsync(
                SmsMessage.Accept(
                    Actor.Backend, id, content, segments: 1, sendAt: null, TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow()).Value,
                TestContext.Current.CancellationToken);
            Assert.True(accepted.IsSuccess);

            await api.UntilAsync(id, "sent");
        }
    }

    [Fact]
    public async Task Send_WhenGatewayIsBusy_RetriesWithBackoff()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("RetryDelay", "00:00:10"));
        api.Gateway.Answer = sms => Task.FromResult<SendOutcome>(
            sms.Attempt <= 3 ? new SendOutcome.Retryable("Busy.") : new SendOutcome.Accepted());

        var id = await api.AcceptAsync();
        (int, TimeSpan)[] waits = [(1, TimeSpan.FromSeconds(10)), (2, TimeSpan.FromSeconds(20)), (3, TimeSpan.FromSeconds(40))];
        foreach (var (attempt, wait) in waits)
        {
            var due = await api.UntilTriedAsync(id, attempt);
            Assert.InRange(due - clock.Now, wait / 2, wait);

            api.GoTo(due - Instant);
            await api.LookAsync();
            Assert.Equal(attempt, api.Gateway.CountOf(id));
            Assert.Equal("queued", (string?)(await api.ReadAsync(id))["status"]);
            api.GoTo(due);
        }

        var sms = await api.UntilAsync(id, "sent");
        Assert.Equal(4, (int?)sms["attempts"]);
        Assert.Equal([1, 2, 3, 4], api.Gateway.Submitted.Select(submitted => submitted.Attempt));
        Assert.Null(sms["error"]);
        Assert.Equal(["queued", "sending", "queued", "sending", "queued", "sending", "queued", "sending", "sent"], History(sms));
    }

    /// <summary>The gateway is away for all but the last minutes of the time to live.</summary>
    [Fact]
    public async Task Send_AfterOutageOfAlmostFourHours_IsSent()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var back = Noon.AddHours(4).AddMinutes(-11);
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(
            clock.Now < back ? new SendOutcome.Retryable("Busy.") : new SendOutcome.Accepted());

        var id = await api.AcceptAsync();
        var attempts = 0;
        while (clock.Now < back)
        {
            api.GoTo(await api.UntilTriedAsync(id, ++attempts));
        }

        var sms = await api.UntilAsync(id, "sent");
        Assert.InRange(attempts, 21, 100);
        Assert.Equal(attempts + 1, (int?)sms["attempts"]);
        Assert.Equal(20, sms["status_history"]!.AsArray().Count);
        Assert.Equal(["queued", "sending", "sent"], History(sms).TakeLast(3));
    }

    [Fact]
    public async Task Cancel_BetweenAttempts_IsCanceled()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Retryable("Busy.", TimeSpan.FromDays(1)));
        var id = await api.AcceptAsync();
        await api.UntilTriedAsync(id, 1);

        (await api.PostAsync($"/sms-messages/{id}/cancel", "")).Expect(System.Net.HttpStatusCode.OK);

        Assert.Equal(["queued", "sending", "queued", "canceled"], History(await api.ReadAsync(id)));
        await ExpectNeverAgainAsync(api, id, "canceled");
    }

    [Fact]
    public async Task Send_WhenGatewayRefuses_Fails()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Refused("No such number."));

        var id = await api.AcceptAsync();

        Assert.Equal(("gateway_refused", "No such number."), Error(await api.UntilAsync(id, "failed")));
        await ExpectNeverAgainAsync(api, id, "failed");
    }

    [Fact]
    public async Task Send_WithUncertainOutcome_IsUnknownAndNeverSentAgain()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Uncertain("No answer."));

        var id = await api.AcceptAsync();

        Assert.Equal(("outcome_unknown", "No answer."), Error(await api.UntilAsync(id, "unknown")));
        await ExpectNeverAgainAsync(api, id, "unknown");
    }

    [Fact]
    public async Task Send_WhenGatewayThrows_IsUnknownAfterLease()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Lease", "00:02:00"));
        api.Gateway.Answer = _ => throw new InvalidOperationException("A defect of the gateway's.");

        var id = await api.AcceptAsync();
        await api.UntilSubmittedAsync(1);
        Assert.Equal(Noon + TimeSpan.FromMinutes(2), await api.DueAtAsync(id));

        api.GoTo(Noon + TimeSpan.FromMinutes(2) - Instant);
        await api.LookAsync();
        Assert.Equal("sending", (string?)(await api.ReadAsync(id))["status"]);

        api.GoTo(Noon + TimeSpan.FromMinutes(2));
        Assert.Equal("hand_over_interrupted", Error(await api.UntilAsync(id, "unknown")).Code);
        await ExpectNeverAgainAsync(api, id, "unknown");
    }

    [Fact]
    public async Task Send_WhenGatewayKeepsThrowing_ContinuesWithOthers()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Parallelism", "2"));
        api.Gateway.Answer = _ => throw new InvalidOperationException("A defect of the gateway's.");
        for (var turn = 0; turn < 5; turn++)
        {
            await api.AcceptAsync(phone: $"+1555555010{turn}");
        }

        await api.UntilSubmittedAsync(5);

        await api.LookAsync();
    }

    [Fact]
    public async Task Send_WhenOneHangs_ContinuesWithOthers()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null, ("Parallelism", "2"));
        var end = NewGate();
        api.Gateway.Answer = async _ =>
        {
            await end.Task;
            return new SendOutcome.Accepted();
        };
        var hanging = await api.AcceptAsync(phone: "+15555550122");
        await api.UntilSubmittedAsync(1);

        api.Gateway.Answer = _ => GatewayRecorder.Accepted;
        for (var turn = 0; turn < 10; turn++)
        {
            await api.UntilAsync(await api.AcceptAsync(), "sent");
        }

        Assert.Equal("sending", (string?)(await api.ReadAsync(hanging))["status"]);
        end.SetResult();
        await api.UntilAsync(hanging, "sent");
    }

    [Fact]
    public async Task Send_WhenHangingBeyondLease_IsUnknownDespiteLateAnswer()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Parallelism", "2"), ("Lease", "00:02:00"));
        var late = NewGate();
        api.Gateway.Answer = async _ =>
        {
            await late.Task;
            return new SendOutcome.Retryable("Busy, and late.");
        };
        var hanging = await api.AcceptAsync();
        await api.UntilSubmittedAsync(1);

        api.GoTo(Noon + TimeSpan.FromMinutes(2));
        await api.UntilAsync(hanging, "unknown");
        var end = NewGate();
        api.Gateway.Answer = async _ =>
        {
            await end.Task;
            return new SendOutcome.Accepted();
        };
        late.SetResult();

        // Two more are begun at the same time only when the one that hung has come to its end.
        var others = new[] { await api.AcceptAsync(), await api.AcceptAsync(phone: "+15555550122") };
        await api.UntilSubmittedAsync(3);
        end.SetResult();
        foreach (var other in others)
        {
            await api.UntilAsync(other, "sent");
        }

        Assert.Equal(["queued", "sending", "unknown"], History(await api.ReadAsync(hanging)));
        await ExpectNeverAgainAsync(api, hanging, "unknown");
    }

    [Fact]
    public async Task Send_WhenMoreAreDueThanParallelism_RunsAtMostParallelism()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null, ("Parallelism", "3"));
        using var answers = new SemaphoreSlim(0);
        api.Gateway.Answer = async _ =>
        {
            await answers.WaitAsync(TestContext.Current.CancellationToken);
            return new SendOutcome.Accepted();
        };
        for (var turn = 0; turn < 10; turn++)
        {
            await api.AcceptAsync(phone: $"+1555555010{turn}");
        }

        await api.UntilSubmittedAsync(3);
        Assert.Equal(3L, await api.QueryAsync("SELECT count(*) FROM sms_messages WHERE status = 'sending'"));
        for (var begun = 4; begun <= 10; begun++)
        {
            answers.Release();
            await api.UntilSubmittedAsync(begun);
        }

        answers.Release(3);
        await api.UntilAsync(10, "sent");
        Assert.Equal(3, api.Gateway.Peak);
        Assert.Equal(10, api.Gateway.Submitted.Count);
    }

    [Fact]
    public async Task Send_WhenMoreAreDueThanRate_KeepsRate()
    {
        const int Rate = 5;
        var begun = new ConcurrentQueue<TimeSpan>();
        var watch = Stopwatch.StartNew();
        await using var api = await DispatchingApi.StartAsync(databases, null, ("RatePerSecond", $"{Rate}"));
        api.Gateway.Answer = _ =>
        {
            begun.Enqueue(watch.Elapsed);
            return GatewayRecorder.Accepted;
        };
        await api.AcceptManyAsync(Enumerable.Repeat(TimeProvider.System.GetUtcNow(), 60));

        api.Wake();
        await api.UntilSubmittedAsync(5 * Rate);

        // However slow everything is: at no time more than the first burst, and what the rate allows since the time before the start.
        Assert.All(
            begun.Index(),
            sms => Assert.True(sms.Index < Rate + Rate * sms.Item.TotalSeconds, $"{sms.Index + 1} were begun after {sms.Item}."));
    }

    [Theory]
    [InlineData("01:00:00", "01:00:00", "01:00:00")]
    [InlineData("00:00:01", "00:00:05", "00:00:10")]
    public async Task Send_WithRetryAfterOfGateway_WaitsAtLeastThatLong(string asked, string least, string most)
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("RetryDelay", "00:00:10"));
        api.Gateway.Answer = sms => Task.FromResult<SendOutcome>(
            sms.Attempt == 1 ? new SendOutcome.Retryable("Busy.", Span(asked)) : new SendOutcome.Accepted());

        var id = await api.AcceptAsync();

        var due = await api.UntilTriedAsync(id, 1);
        Assert.InRange(due - Noon, Span(least), Span(most));
        api.GoTo(due - Instant);
        await api.LookAsync();
        Assert.Equal(1, api.Gateway.CountOf(id));
        api.GoTo(due);
        await api.UntilAsync(id, "sent");
    }

    [Fact]
    public async Task Send_WhenManyAreDue_SortsByTimeAndId()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Parallelism", "1"), ("RatePerSecond", "1000"));

        // Several at each time, and stored in another order. An UUIDv7's random bits decide between those of one millisecond.
        var times = Enumerable.Range(0, 100).Select(number => Noon.AddMilliseconds(number / 4)).ToArray();
        new Random(4).Shuffle(times);
        var ids = await api.AcceptManyAsync(times);

        api.GoTo(Noon.AddMinutes(1));
        await api.UntilSubmittedAsync(100);

        Assert.Equal(ids.Order(), api.Gateway.Submitted.Select(sms => sms.Id));
    }

    [Fact]
    public async Task Send_WithScheduledAndNewMessage_SendsEarlierTimeFirst()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Parallelism", "1"));
        var last = await api.AcceptAsync(sendAt: Noon.AddMinutes(2));
        var first = await api.AcceptAsync(sendAt: Noon.AddMinutes(1));

        api.GoTo(Noon.AddMinutes(1) - Instant);
        await api.LookAsync();
        Assert.Empty(api.Gateway.Submitted);
        api.GoTo(Noon.AddMinutes(3));
        await api.UntilSubmittedAsync(2);

        Assert.Equal([first, last], api.Gateway.Submitted.Select(sms => sms.Id));
        Assert.Equal(["scheduled", "queued", "sending", "sent"], History(await api.UntilAsync(last, "sent")));
    }

    [Fact]
    public async Task Send_WhenCanceled_MakesNoAttempt()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var id = await api.AcceptAsync(sendAt: Noon.AddMinutes(1));
        (await api.PostAsync($"/sms-messages/{id}/cancel", "")).Expect(System.Net.HttpStatusCode.OK);

        await ExpectNeverAgainAsync(api, id, "canceled", attempts: 0);
    }

    [Theory]
    [InlineData("sealed_phone")]
    [InlineData("sealed_body")]
    public async Task Send_WhenRowWasTampered_FailsAndContinuesWithOthers(string column)
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Parallelism", "1"));
        var tampered = await api.AcceptAsync(sendAt: Noon.AddMinutes(1));
        var other = await api.AcceptAsync(sendAt: Noon.AddMinutes(2));
        await api.QueryAsync(
            $"UPDATE sms_messages SET {column} = set_byte({column}, 14, get_byte({column}, 14) # 1) WHERE id = @id",
            ("id", tampered.Value));

        api.GoTo(Noon.AddMinutes(3));

        await api.UntilAsync(other, "sent");
        Assert.Equal(other, Assert.Single(api.Gateway.Submitted).Id);
        Assert.Equal(
            "failed", await api.QueryAsync("SELECT status FROM sms_messages WHERE id = @id AND due_at IS NULL", ("id", tampered.Value)));
        Assert.Equal(
            "unreadable", await api.QueryAsync("SELECT failure->>'Code' FROM sms_messages WHERE id = @id", ("id", tampered.Value)));
    }

    [Theory]
    [InlineData("delivered", "accepted")]
    [InlineData("delivered", "busy")]
    [InlineData("delivered", "refused")]
    [InlineData("delivered", "uncertain")]
    [InlineData("delivered", "thrown")]
    [InlineData("undelivered", "accepted")]
    [InlineData("undelivered", "busy")]
    [InlineData("sent", "uncertain")]
    [InlineData("sent", "busy")]
    public async Task Send_WhenReportPrecedesAnswer_KeepsReport(string reported, string outcome)
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.Answer = async sms =>
        {
            await api.ReportAsync(sms.Id, reported);
            return outcome switch
            {
                "accepted" => new SendOutcome.Accepted(),
                "busy" => new SendOutcome.Retryable("Busy."),
                "refused" => new SendOutcome.Refused("Refused."),
                "uncertain" => new SendOutcome.Uncertain("No answer."),
                _ => throw new InvalidOperationException("A defect of the gateway's."),
            };
        };

        var id = await api.AcceptAsync();

        Assert.Equal(["queued", "sending", reported], History(await api.UntilAsync(id, reported)));
        await ExpectNeverAgainAsync(api, id, reported);
    }

    [Fact]
    public async Task Send_WhenReportsAndAnswersAreConcurrent_IsDelivered()
    {
        const int Count = 100;
        await using var api = await DispatchingApi.StartAsync(databases, null, ("RatePerSecond", "1000"));
        var reports = new ConcurrentBag<Task>();
        api.Gateway.Answer = sms =>
        {
            reports.Add(api.ReportAsync(sms.Id, "delivered"));
            return GatewayRecorder.Accepted;
        };
        await api.AcceptManyAsync(Enumerable.Repeat(TimeProvider.System.GetUtcNow(), Count));

        api.Wake();
        await api.UntilAsync(Count, "delivered");
        await Task.WhenAll(reports);

        Assert.Equal(
            (long)Count,
            await api.QueryAsync("SELECT count(*) FROM sms_messages WHERE status = 'delivered' AND due_at IS NULL AND failure IS NULL"));
        Assert.Equal(Count, api.Gateway.Submitted.Select(sms => sms.Id).Distinct().Count());
        Assert.Equal(Count, api.Gateway.Submitted.Count);
    }

    [Theory]
    [InlineData(-1, "sent", 1)]
    [InlineData(0, "expired", 0)]
    public async Task Send_AtEndOfTimeToLive_IsMadeOnlyBeforeIt(int milliseconds, string status, int count)
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("TimeToLive", "01:00:00"));
        var id = await api.AcceptAsync(sendAt: Noon.AddMinutes(1));

        api.GoTo(Noon.AddMinutes(61).AddMilliseconds(milliseconds));

        var sms = await api.UntilAsync(id, status);
        Assert.Equal(count == 0 ? "time_to_live_over" : null, (string?)sms["error"]?["code"]);
        await ExpectNeverAgainAsync(api, id, status, count);
    }

    [Fact]
    public async Task Send_WhenNextAttemptIsAfterExpiry_ExpiresOnTime()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("TimeToLive", "01:00:00"));
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Retryable("Busy.", TimeSpan.FromDays(1)));

        var id = await api.AcceptAsync();

        var due = await api.UntilTriedAsync(id, 1);
        Assert.Equal(Noon.AddHours(1), due);
        api.GoTo(due);
        Assert.Equal("time_to_live_over", Error(await api.UntilAsync(id, "expired")).Code);
        await ExpectNeverAgainAsync(api, id, "expired");
    }

    [Fact]
    public async Task Send_WhenEarlierAttemptWasInterrupted_IsUnknownAndNeverSent()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var id = await api.AcceptAsync(sendAt: Noon.AddMinutes(1));
        await api.QueryAsync(
            "UPDATE sms_messages SET status = 'sending', attempts = 1, is_handing_over = true, due_at = @due WHERE id = @id",
            ("id", id.Value), ("due", Noon.UtcDateTime.AddMinutes(-1)));

        api.Wake();

        Assert.Equal("hand_over_interrupted", Error(await api.UntilAsync(id, "unknown")).Code);
        await ExpectNeverAgainAsync(api, id, "unknown", attempts: 0);
    }

    /// <summary>Asserts that nothing is left to do for a message, and that nothing is done, however late it gets.</summary>
    private async Task ExpectNeverAgainAsync(DispatchingApi api, SmsMessageId id, string status, int attempts = 1)
    {
        Assert.Null(await api.DueAtAsync(id));
        api.GoTo(clock.Now + Long);
        await api.LookAsync();
        Assert.Equal(attempts, api.Gateway.CountOf(id));

        // By then, the report on a sent message is overdue.
        var late = (string?)(await api.ReadAsync(id))["status"];
        Assert.True(late == status || (status == "sent" && late == "unknown"), late);
    }

    private static IEnumerable<string> History(JsonNode sms) =>
        sms["status_history"]!.AsArray().Select(change => (string)change!["status"]!);

    private static (string? Code, string? Detail) Error(JsonNode sms) => ((string?)sms["error"]!["code"], (string?)sms["error"]!["detail"]);

    private static TimeSpan Span(string text) => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
