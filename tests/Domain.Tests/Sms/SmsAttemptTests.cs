using System.Globalization;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using static Concierge.Domain.Sms.SmsStatus;
using static Concierge.Domain.Tests.Sms.Given;

namespace Concierge.Domain.Tests.Sms;

/// <summary>Handing over, and what is reported of it.</summary>
public sealed class SmsAttemptTests
{
    /// <summary>An instant with an offset, and with more than milliseconds.</summary>
    private static readonly DateTimeOffset Later = new DateTimeOffset(2026, 11, 21, 14, 0, 0, 456, TimeSpan.FromHours(1)).AddTicks(7890);

    private static readonly DateTimeOffset LaterAt = new(2026, 11, 21, 13, 0, 0, 456, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<string, SendOutcome> Outcomes = new Dictionary<string, SendOutcome>
    {
        ["accepted"] = Taken,
        ["refused"] = Refused,
        ["busy"] = Retryable,
        ["uncertain"] = Uncertain,
    };

    private static readonly IReadOnlyDictionary<string, SmsStatus> Reports = new Dictionary<string, SmsStatus>
    {
        ["sent"] = Sent,
        ["delivered"] = Delivered,
        ["undelivered"] = Undelivered,
    };

    public static MatrixTheoryData<SmsStatus, string> StatusesAndOutcomes { get; } = new(
        Enum.GetValues<SmsStatus>().Except([Sending]), Outcomes.Keys);

    public static MatrixTheoryData<SmsStatus, string> StatusesAndReports { get; } = new(Enum.GetValues<SmsStatus>(), Reports.Keys);

    [Fact]
    public void BeginAttempt_WhenQueued_RecordsLease()
    {
        var message = NewMessage();

        Assert.True(message.BeginAttempt(Later, Policy));

        Assert.Equal((Sending, 1, true), (message.Status, message.Attempts, message.HasOpenAttempt));
        Assert.Equal(Later + Policy.Lease, message.DueAt);
        Assert.Equal([new(Queued, Accepted), new(Sending, LaterAt)], message.History);
        Assert.Null(message.Failure);
        Assert.InRange(message.Version, 2, int.MaxValue);
    }

    [Fact]
    public void BeginAttempt_WhenScheduled_PassesThroughQueued()
    {
        var message = NewMessage(sendAt: LaterAt);

        Assert.True(message.BeginAttempt(Later, Policy));

        Assert.Equal([new(Scheduled, Accepted), new(Queued, LaterAt), new(Sending, LaterAt)], message.History);
        Assert.Equal((Sending, 1, true, Later + Policy.Lease), (message.Status, message.Attempts, message.HasOpenAttempt, message.DueAt));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("scheduled")]
    [InlineData("waiting")]
    public void BeginAttempt_OneMillisecondBeforeExpiry_Begins(string kind)
    {
        var message = MessageThatIs(kind);

        Assert.True(message.BeginAttempt(message.ExpiresAt - Millisecond, Policy));

        Assert.Equal((Sending, true), (message.Status, message.HasOpenAttempt));
    }

    [Theory]
    [InlineData("queued", 0)]
    [InlineData("queued", 1)]
    [InlineData("scheduled", 0)]
    [InlineData("scheduled", 1)]
    [InlineData("waiting", 0)]
    [InlineData("waiting", 1)]
    public void BeginAttempt_AtExpiry_Expires(string kind, int milliseconds)
    {
        var message = MessageThatIs(kind);
        var (before, attempts, now) = (message.History, message.Attempts, message.ExpiresAt.AddMilliseconds(milliseconds));

        Assert.False(message.BeginAttempt(now, Policy));

        Assert.Equal((Expired, SmsFailure.TooLate), (message.Status, message.Failure));
        Assert.Equal([.. before, new(Expired, now)], message.History);
        Assert.Equal((attempts, false, (DateTimeOffset?)null), (message.Attempts, message.HasOpenAttempt, message.DueAt));
    }

    [Fact]
    public void BeginAttempt_WhenLastAttemptHasNoOutcome_IsUnknown()
    {
        var message = MessageIn(Sending);

        Assert.False(message.BeginAttempt(Later, Policy));

        Assert.Equal((Unknown, SmsFailure.Interrupted), (message.Status, message.Failure));
        Assert.Equal(new StatusChange(Unknown, LaterAt), message.History[^1]);
        Assert.Equal((1, false, (DateTimeOffset?)null), (message.Attempts, message.HasOpenAttempt, message.DueAt));
    }

    /// <summary>It may have been handed over in time, so that nobody can say that it was not.</summary>
    [Fact]
    public void BeginAttempt_AtExpiryWhenLastAttemptHasNoOutcome_IsUnknown()
    {
        var message = MessageIn(Sending);

        Assert.False(message.BeginAttempt(message.ExpiresAt + Millisecond, Policy));

        Assert.Equal((Unknown, SmsFailure.Interrupted), (message.Status, message.Failure));
    }

    [Fact]
    public void BeginAttempt_AfterRetryableOutcome_IsSendingAgain()
    {
        var message = WaitingMessage();
        var (before, version) = (message.History, message.Version);

        Assert.True(message.BeginAttempt(Later, Policy));

        Assert.Equal((Sending, 2, true, Later + Policy.Lease), (message.Status, message.Attempts, message.HasOpenAttempt, message.DueAt));
        Assert.Equal([.. before, new(Sending, LaterAt)], message.History);
        Assert.InRange(message.Version, version + 1, int.MaxValue);
    }

    [Fact]
    public void BeginAttempt_WhileHeldBack_DoesNothing()
    {
        var message = NewMessage();
        typeof(SmsMessage).GetProperty(nameof(SmsMessage.HeldUntil))!.SetValue(message, LaterAt);

        AssertUnchanged(message, () => Assert.False(message.BeginAttempt(LaterAt - Millisecond, Policy)));

        Assert.True(message.BeginAttempt(LaterAt, Policy));
    }

    [Fact]
    public void EndAttempt_WhenRetryableAgain_HoldsOthersBackNoLonger()
    {
        var message = MessageAfter(1);
        message.EndAttempt(Retryable, Policy, jitter: 1, Accepted);
        Assert.Equal(Accepted + Policy.OrderPatience, message.HoldsUntil);

        message.BeginAttempt(message.DueAt!.Value, Policy);
        message.EndAttempt(Retryable, Policy, jitter: 1, Later);

        Assert.Equal(Accepted + Policy.OrderPatience, message.HoldsUntil);
    }

    [Fact]
    public void EndAttempt_WhenRetryableOften_ContinuesUntilExpiry()
    {
        var message = NewMessage();
        var now = Accepted;
        while (message.BeginAttempt(now, Policy))
        {
            message.EndAttempt(Retryable, Policy, jitter: 1, now);
            now = message.DueAt!.Value;
        }

        Assert.Equal((Expired, message.ExpiresAt), (message.Status, now));
        Assert.InRange(message.Attempts, 24, 50);
    }

    [Fact]
    public void History_WhenFull_KeepsTheFirstAndTheLatest()
    {
        var message = NewMessage();
        for (var attempt = 0; attempt < 15; attempt++)
        {
            message.BeginAttempt(Accepted.AddMinutes(attempt * 10), Policy);
            message.EndAttempt(Retryable, Policy, jitter: 1, Accepted.AddMinutes(attempt * 10));
        }

        Assert.Equal(SmsMessage.MaxHistory, message.History.Count);
        Assert.Equal(new StatusChange(Queued, Accepted), message.History[0]);
        Assert.Equal([new(Sending, Accepted.AddMinutes(140)), new(Queued, Accepted.AddMinutes(140))], message.History.TakeLast(2));
        Assert.Equal(message.History.OrderBy(change => change.At), message.History);
    }

    [Fact]
    public void FailAsUnreadable_WithOpenAttempt_Fails()
    {
        var message = MessageIn(Sending);

        message.FailAsUnreadable(Later);

        Assert.Equal((Failed, SmsFailure.Unreadable, (DateTimeOffset?)null), (message.Status, message.Failure, message.DueAt));
    }

    [Fact]
    public void EndAttempt_WhenAccepted_IsSent()
    {
        var message = MessageIn(Sending);

        message.EndAttempt(Taken, Policy, jitter: 1, Later);

        Assert.Equal((Sent, (SmsFailure?)null), (message.Status, message.Failure));
        Assert.Equal(new StatusChange(Sent, LaterAt), message.History[^1]);
        Assert.Equal((1, false, (DateTimeOffset?)null), (message.Attempts, message.HasOpenAttempt, message.DueAt));
    }

    [Theory]
    [InlineData("refused", Failed, "gateway_refused", "It is barred.")]
    [InlineData("uncertain", Unknown, "outcome_unknown", "It was silent.")]
    public void EndAttempt_WhenNotAccepted_IsFinalWithReason(string outcome, SmsStatus status, string code, string detail)
    {
        var message = MessageIn(Sending);

        message.EndAttempt(Outcomes[outcome], Policy, jitter: 1, Later);

        Assert.Equal((status, new SmsFailure(code, detail)), (message.Status, message.Failure));
        Assert.Equal(new StatusChange(status, LaterAt), message.History[^1]);
        Assert.Equal((1, false, (DateTimeOffset?)null), (message.Attempts, message.HasOpenAttempt, message.DueAt));
    }

    [Theory]
    [MemberData(nameof(StatusesAndOutcomes))]
    public void EndAttempt_WithoutBegin_ChangesNothing(SmsStatus status, string outcome)
    {
        var message = MessageIn(status);

        AssertUnchanged(message, () => message.EndAttempt(Outcomes[outcome], Policy, jitter: 1, Later));
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("refused")]
    [InlineData("busy")]
    [InlineData("uncertain")]
    public void EndAttempt_BetweenAttempts_ChangesNothing(string outcome)
    {
        var message = WaitingMessage();

        AssertUnchanged(message, () => message.EndAttempt(Outcomes[outcome], Policy, jitter: 1, Later));
    }

    [Theory]
    // The policy's wait is 8 seconds after the first attempt, and 16 after the second.
    [InlineData(1, 1, "00:00:08")]
    [InlineData(1, 0, "00:00:04")]
    [InlineData(2, 1, "00:00:16")]
    [InlineData(2, 0.5, "00:00:12")]
    public void EndAttempt_WhenRetryable_IsQueuedAgain(int attempts, double jitter, string wait)
    {
        var message = MessageAfter(attempts);
        var (before, version) = (message.History, message.Version);

        message.EndAttempt(Retryable, Policy, jitter, Later);

        Assert.Equal((Queued, attempts, false), (message.Status, message.Attempts, message.HasOpenAttempt));
        Assert.Equal(Later + Time(wait), message.DueAt);
        Assert.Equal([.. before, new(Queued, LaterAt)], message.History);
        Assert.Null(message.Failure);
        Assert.Equal(version + 1, message.Version);
    }

    [Theory]
    [InlineData("00:00:08.001", "00:00:08.001")]
    [InlineData("00:00:08", "00:00:08")]
    [InlineData("00:00:07.999", "00:00:08")]
    [InlineData("00:00:00", "00:00:08")]
    [InlineData("-01:00:00", "00:00:08")]
    // Longer than the longest wait that the service would choose.
    [InlineData("00:30:00", "00:30:00")]
    public void EndAttempt_WithRetryAfter_WaitsForTheLongerDelay(string retryAfter, string wait)
    {
        var message = MessageIn(Sending);

        message.EndAttempt(new SendOutcome.Retryable("It is busy.", Time(retryAfter)), Policy, jitter: 1, Later);

        Assert.Equal(Later + Time(wait), message.DueAt);
    }

    [Theory]
    [InlineData("00:00:08.001", null, "00:00:08")]
    [InlineData("00:00:08", null, "00:00:08")]
    [InlineData("00:00:07.999", null, "00:00:07.999")]
    [InlineData("00:00:00.001", null, "00:00:00.001")]
    [InlineData("01:00:00", "00:59:59.999", "00:59:59.999")]
    [InlineData("01:00:00", "01:00:00", "01:00:00")]
    [InlineData("01:00:00", "01:00:00.001", "01:00:00")]
    [InlineData("01:00:00", "24855.03:14:07", "01:00:00")]
    public void EndAttempt_WhenRetryable_WaitsAtMostUntilExpiry(string left, string? retryAfter, string wait)
    {
        var message = MessageIn(Sending);
        var now = message.ExpiresAt - Time(left);

        message.EndAttempt(new SendOutcome.Retryable("It is busy.", retryAfter is null ? null : Time(retryAfter)), Policy, jitter: 1, now);

        Assert.Equal(now + Time(wait), message.DueAt);
    }

    [Theory]
    [MemberData(nameof(StatusesAndReports))]
    public void Report_InEachStatus_IsRecordedIfLater(SmsStatus status, string report)
    {
        var message = MessageIn(status);
        var reported = Reports[report];
        if (!Ways[status].Contains(reported))
        {
            AssertUnchanged(message, () => message.Report(reported, Later));
            return;
        }

        var (before, version) = (message.History, message.Version);

        message.Report(reported, Later);

        Assert.Equal([.. before, new(reported, LaterAt)], message.History);
        Assert.Equal((reported, reported == Undelivered ? SmsFailure.Undelivered(null) : null), (message.Status, message.Failure));
        Assert.Equal((false, null, version + 1), (message.HasOpenAttempt, message.DueAt, message.Version));
    }

    [Theory]
    [InlineData("sent")]
    [InlineData("delivered")]
    [InlineData("undelivered")]
    public void Report_BetweenAttempts_EndsWait(string report)
    {
        var message = WaitingMessage();

        message.Report(Reports[report], Later);

        Assert.Equal((Reports[report], (DateTimeOffset?)null), (message.Status, message.DueAt));
    }

    [Theory]
    // In order.
    [InlineData("begin accepted", "Queued Sending Sent", null)]
    [InlineData("begin accepted delivered", "Queued Sending Sent Delivered", null)]
    [InlineData("begin accepted undelivered", "Queued Sending Sent Undelivered", "undelivered")]
    [InlineData("begin accepted sent delivered", "Queued Sending Sent Delivered", null)]
    [InlineData("begin busy begin accepted delivered", "Queued Sending Queued Sending Sent Delivered", null)]
    [InlineData("begin busy begin busy begin accepted", "Queued Sending Queued Sending Queued Sending Sent", null)]
    // The report is faster than the answer, whatever that is.
    [InlineData("begin sent accepted delivered", "Queued Sending Sent Delivered", null)]
    [InlineData("begin sent refused", "Queued Sending Sent", null)]
    [InlineData("begin sent uncertain", "Queued Sending Sent", null)]
    [InlineData("begin sent busy", "Queued Sending Sent", null)]
    [InlineData("begin delivered accepted", "Queued Sending Delivered", null)]
    [InlineData("begin delivered refused", "Queued Sending Delivered", null)]
    [InlineData("begin delivered uncertain", "Queued Sending Delivered", null)]
    [InlineData("begin delivered busy", "Queued Sending Delivered", null)]
    [InlineData("begin undelivered accepted", "Queued Sending Undelivered", "undelivered")]
    [InlineData("begin undelivered refused", "Queued Sending Undelivered", "undelivered")]
    [InlineData("begin undelivered uncertain", "Queued Sending Undelivered", "undelivered")]
    [InlineData("begin undelivered busy", "Queued Sending Undelivered", "undelivered")]
    // Repeated.
    [InlineData("begin accepted delivered delivered", "Queued Sending Sent Delivered", null)]
    [InlineData("begin accepted undelivered undelivered", "Queued Sending Sent Undelivered", "undelivered")]
    [InlineData("begin accepted accepted", "Queued Sending Sent", null)]
    [InlineData("begin refused accepted", "Queued Sending Failed", "gateway_refused")]
    // Out of order, and contradicting: the first end stands.
    [InlineData("begin accepted delivered sent", "Queued Sending Sent Delivered", null)]
    [InlineData("begin accepted delivered undelivered", "Queued Sending Sent Delivered", null)]
    [InlineData("begin accepted undelivered sent delivered", "Queued Sending Sent Undelivered", "undelivered")]
    [InlineData("begin delivered sent undelivered accepted", "Queued Sending Delivered", null)]
    // Late: only what nobody knew is still settled.
    [InlineData("begin uncertain sent", "Queued Sending Unknown", "outcome_unknown")]
    [InlineData("begin uncertain delivered", "Queued Sending Unknown Delivered", null)]
    [InlineData("begin uncertain undelivered", "Queued Sending Unknown Undelivered", "undelivered")]
    [InlineData("begin uncertain delivered undelivered", "Queued Sending Unknown Delivered", null)]
    [InlineData("begin uncertain accepted", "Queued Sending Unknown", "outcome_unknown")]
    [InlineData("begin refused delivered", "Queued Sending Failed", "gateway_refused")]
    [InlineData("begin busy cancel delivered", "Queued Sending Queued Canceled", null)]
    [InlineData("cancel delivered", "Queued Canceled", null)]
    [InlineData("begin cancel accepted", "Queued Sending Sent", null)]
    // Before anything was handed over.
    [InlineData("sent delivered undelivered", "Queued", null)]
    [InlineData("delivered begin accepted", "Queued Sending Sent", null)]
    // Of an attempt that was broken off, and is heard of after all.
    [InlineData("begin begin", "Queued Sending Unknown", "hand_over_interrupted")]
    [InlineData("begin begin accepted", "Queued Sending Unknown", "hand_over_interrupted")]
    [InlineData("begin begin refused", "Queued Sending Unknown", "hand_over_interrupted")]
    [InlineData("begin begin busy", "Queued Sending Unknown", "hand_over_interrupted")]
    [InlineData("begin begin sent", "Queued Sending Unknown", "hand_over_interrupted")]
    [InlineData("begin begin delivered accepted", "Queued Sending Unknown Delivered", null)]
    [InlineData("begin begin undelivered", "Queued Sending Unknown Undelivered", "undelivered")]
    [InlineData("begin busy begin begin", "Queued Sending Queued Sending Unknown", "hand_over_interrupted")]
    // A report on the attempt before ends the one after, too.
    [InlineData("begin busy delivered", "Queued Sending Queued Delivered", null)]
    [InlineData("begin busy begin delivered busy", "Queued Sending Queued Sending Delivered", null)]
    [InlineData("begin busy begin sent uncertain undelivered", "Queued Sending Queued Sending Sent Undelivered", "undelivered")]
    public void EndAttemptAndReport_InAnyOrder_NeverGoBack(string steps, string history, string? failure)
    {
        var message = NewMessage();

        foreach (var step in steps.Split(' '))
        {
            Take(message, step);
        }

        Assert.Equal(history, string.Join(' ', message.History.Select(change => change.Status)));
        Assert.Equal((message.History[^1].Status, failure), (message.Status, message.Failure?.Code));
    }

    [Fact]
    public void History_WithFractionAndOffset_IsTruncatedInUtc()
    {
        var message = NewMessage();

        message.BeginAttempt(Later, Policy);
        message.EndAttempt(Taken, Policy, jitter: 1, Later.AddSeconds(1));
        message.Report(Delivered, Later.AddSeconds(2));

        Assert.Equal(
            [new(Queued, Accepted), new(Sending, LaterAt), new(Sent, LaterAt.AddSeconds(1)), new(Delivered, LaterAt.AddSeconds(2))],
            message.History);
        Assert.All(message.History, change => Assert.Equal(TimeSpan.Zero, change.At.Offset));
    }

    [Fact]
    public void History_WhenItGrows_KeepsEarlierCopies()
    {
        var message = NewMessage();
        var read = message.History;

        message.BeginAttempt(Later, Policy);

        Assert.Equal([new(Queued, Accepted)], read);
    }

    private static TimeSpan Time(string time) => TimeSpan.ParseExact(time, "c", CultureInfo.InvariantCulture);

    private static SmsMessage MessageThatIs(string kind) => kind switch
    {
        "queued" => NewMessage(),
        "scheduled" => NewMessage(sendAt: Accepted.AddHours(1)),
        "waiting" => WaitingMessage(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>A message whose hand-over was begun for the so-manieth time.</summary>
    private static SmsMessage MessageAfter(int attempts)
    {
        var message = MessageIn(Sending);
        while (message.Attempts < attempts)
        {
            message.EndAttempt(Retryable, Policy, jitter: 1, Accepted);
            message.BeginAttempt(message.DueAt!.Value, Policy);
        }

        return message;
    }

    private static void Take(SmsMessage message, string step)
    {
        if (Outcomes.TryGetValue(step, out var outcome))
        {
            message.EndAttempt(outcome, Policy, jitter: 1, Later);
        }
        else if (Reports.TryGetValue(step, out var report))
        {
            message.Report(report, Later);
        }
        else if (step == "begin")
        {
            message.BeginAttempt(message.DueAt > Later ? message.DueAt.Value : Later, Policy);
        }
        else
        {
            Assert.Equal("cancel", step);
            message.Cancel(Actor.Backend, Later);
        }
    }
}
