using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Sms;

/// <summary>
/// An SMS on its way to one number. It is accepted, handed over to the gateway at most once as far as anybody can know, and reported on. Messages belong to no
/// user: they are the business of services on their own authority.
/// </summary>
public sealed class SmsMessage
{
    private SmsMessage()
    {
    }

    public SmsMessageId Id { get; private init; }

    /// <summary>Number and text, encrypted.</summary>
    public SealedSms Content => new(SealedPhone, SealedBody, PhoneIndex, SealedWith);

    /// <summary>See <see cref="SealedSms.Phone"/>.</summary>
    public byte[] SealedPhone { get; private init; } = [];

    /// <summary>See <see cref="SealedSms.Body"/>.</summary>
    public byte[] SealedBody { get; private init; } = [];

    /// <summary>See <see cref="SealedSms.PhoneIndex"/>.</summary>
    public byte[] PhoneIndex { get; private init; } = [];

    /// <summary>See <see cref="SealedSms.KeyId"/>.</summary>
    public string SealedWith { get; private init; } = "";

    /// <summary>See <see cref="SmsText.Segments"/>.</summary>
    public int Segments { get; private init; }

    public SmsStatus Status { get; private set; }

    /// <summary>Every status that it has had, the first one first.</summary>
    public IReadOnlyList<StatusChange> History { get; private set; } = [];

    /// <summary>How often its hand-over was begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why it came to its end before it arrived; null where it did not.</summary>
    public SmsFailure? Failure { get; private set; }

    /// <summary>When it is to be sent; null for at once.</summary>
    public DateTimeOffset? SendAt { get; private init; }

    /// <summary>From when on it is no longer handed over.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>When the dispatcher has to look at it next; null where there is nothing left to do.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Whether a hand-over was begun whose outcome is not recorded.</summary>
    public bool IsHandingOver { get; private set; }

    /// <summary>Counts the changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Whether the actor may see and send SMS messages.</summary>
    public static Result CheckAccess(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;

    /// <summary>
    /// Accepts a message, at the time that its id tells, to be sent at once, or at <paramref name="sendAt"/>; for <paramref name="timeToLive"/> from then on it
    /// may be handed over.
    /// </summary>
    public static Result<SmsMessage> Accept(
        Actor actor, SmsMessageId id, SealedSms content, int segments, DateTimeOffset? sendAt, TimeSpan timeToLive, DateTimeOffset now)
    {
        var may = CheckAccess(actor);
        var at = now.CutToMilliseconds();
        if (may.IsSuccess && sendAt < at)
        {
            return SmsErrors.SendAtPast;
        }

        return may.Map(() =>
        {
            // Not the time of the id, which waits for a clock that was set back.
            var due = sendAt ?? at;
            var status = sendAt is null ? SmsStatus.Queued : SmsStatus.Scheduled;
            return new SmsMessage
            {
                Id = id,
                SealedPhone = content.Phone,
                SealedBody = content.Body,
                PhoneIndex = content.PhoneIndex,
                SealedWith = content.KeyId,
                Segments = segments,
                Status = status,
                History = [new(status, id.Time)],
                SendAt = sendAt,
                ExpiresAt = due.ShiftWithinTime(timeToLive),
                DueAt = due,
            };
        });
    }

    /// <summary>Calls it back, while nobody has begun to hand it over.</summary>
    public Result Cancel(Actor actor, DateTimeOffset now)
    {
        var may = CheckAccess(actor);
        if (may.IsSuccess && !TryBecome(SmsStatus.Canceled, now))
        {
            return SmsErrors.NotCancelable;
        }

        return may;
    }

    /// <summary>
    /// Begins to hand over a message, if it is due, unless its time is over, or an earlier attempt has not been heard of: then it comes to its end instead.
    /// </summary>
    /// <returns>Whether the message is to be handed over now, and the outcome to be recorded.</returns>
    public bool BeginHandOver(DateTimeOffset now, HandOverPolicy policy)
    {
        if (DueAt is null || now < DueAt)
        {
            return false;
        }

        if (IsHandingOver)
        {
            Fail(SmsStatus.Unknown, SmsFailure.Interrupted, now);
            return false;
        }

        if (ExpiresAt <= now)
        {
            Fail(SmsStatus.Expired, SmsFailure.TooLate, now);
            return false;
        }

        if (Status == SmsStatus.Scheduled)
        {
            TryBecome(SmsStatus.Queued, now);
        }

        TryBecome(SmsStatus.Sending, now);
        (Attempts, IsHandingOver, DueAt, Version) = (Attempts + 1, true, now + policy.Lease, Version + 1);
        return true;
    }

    /// <summary>Records what came of the hand-over, unless a report has said more meanwhile. For <paramref name="jitter"/> see <see cref="HandOverPolicy.DelayAfter"/>.</summary>
    public void EndHandOver(HandOver outcome, HandOverPolicy policy, double jitter, DateTimeOffset now)
    {
        if (!IsHandingOver)
        {
            return;
        }

        switch (outcome)
        {
            case HandOver.Accepted:
                TryBecome(SmsStatus.Sent, now);
                break;
            case HandOver.Refused refused:
                Fail(SmsStatus.Failed, SmsFailure.Refused(refused.Reason), now);
                break;
            case HandOver.Uncertain uncertain:
                Fail(SmsStatus.Unknown, SmsFailure.Uncertain(uncertain.Reason), now);
                break;
            case HandOver.Busy busy when Attempts >= policy.MaxAttempts:
                Fail(SmsStatus.Failed, SmsFailure.AttemptsUsedUp(busy.Reason), now);
                break;
            case HandOver.Busy busy:
                var wait = policy.DelayAfter(Attempts, jitter);
                var next = now.ShiftWithinTime(busy.RetryAfter > wait ? busy.RetryAfter.Value : wait);
                (IsHandingOver, DueAt, Version) = (false, next < ExpiresAt ? next : ExpiresAt, Version + 1);
                break;
        }
    }

    /// <summary>
    /// Records what the gateway reports: <see cref="SmsStatus.Sent"/>, <see cref="SmsStatus.Delivered"/> or <see cref="SmsStatus.Undelivered"/>. Late and repeated
    /// reports change nothing.
    /// </summary>
    public void Report(SmsStatus reported, DateTimeOffset now)
    {
        if (reported == SmsStatus.Undelivered)
        {
            Fail(reported, SmsFailure.Undelivered, now);
        }
        else if (TryBecome(reported, now))
        {
            Failure = null;
        }
    }

    private void Fail(SmsStatus status, SmsFailure failure, DateTimeOffset now)
    {
        if (TryBecome(status, now))
        {
            Failure = failure;
        }
    }

    private bool TryBecome(SmsStatus next, DateTimeOffset now)
    {
        if (!Status.MayBecome(next))
        {
            return false;
        }

        Status = next;
        History = [.. History, new(next, now.CutToMilliseconds())];
        if (next.IsFinal() || next == SmsStatus.Sent)
        {
            (IsHandingOver, DueAt) = (false, null);
        }

        Version++;
        return true;
    }
}

/// <summary>A status, and since when.</summary>
public sealed record StatusChange(SmsStatus Status, DateTimeOffset At);

/// <summary>Why a message did not get on.</summary>
/// <param name="Code">Stable, snake_case, for programs.</param>
/// <param name="Detail">For people; without number or text.</param>
public sealed record SmsFailure(string Code, string Detail)
{
    public static readonly SmsFailure TooLate = new("time_to_live_over", "The message could not be handed over before its time to live was over.");

    public static readonly SmsFailure Interrupted =
        new("hand_over_interrupted", "The service was interrupted while it handed the message over; the gateway may have it or not.");

    public static readonly SmsFailure Undelivered = new("undelivered", "The gateway reports that the message did not arrive.");

    public static readonly SmsFailure Unreadable =
        new("unreadable", "The message cannot be decrypted: its key is missing, or what is stored was changed.");

    public static SmsFailure Refused(string reason) => new("gateway_refused", reason);

    public static SmsFailure Uncertain(string reason) => new("outcome_unknown", reason);

    public static SmsFailure AttemptsUsedUp(string reason) => new("attempts_used_up", reason);
}
