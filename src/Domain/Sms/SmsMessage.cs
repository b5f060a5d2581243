using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Sms;

/// <summary>
/// An SMS to one number. Submitted to the gateway at most once, then updated from delivery reports. Messages belong to no user: only
/// backends use them.
/// </summary>
public sealed class SmsMessage
{
    private SmsMessage()
    {
    }

    public SmsMessageId Id { get; private init; }

    /// <summary>The encrypted number and text.</summary>
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

    /// <summary>All statuses so far, oldest first.</summary>
    public IReadOnlyList<StatusChange> History { get; private set; } = [];

    /// <summary>Number of attempts.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why the message was not delivered; null if there is no failure.</summary>
    public SmsFailure? Failure { get; private set; }

    /// <summary>Requested time to send; null for at once.</summary>
    public DateTimeOffset? SendAt { get; private init; }

    /// <summary>Expiry: not submitted after this instant.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>When the dispatcher must process the message next; null if nothing is left to do.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Whether an attempt began whose outcome is not recorded.</summary>
    public bool HasOpenAttempt { get; private set; }

    /// <summary>Number of the current version; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>
    /// Accepts a message to be sent at once, or at <paramref name="sendAt"/>. It expires <paramref name="timeToLive"/> later. The id holds
    /// the time of acceptance.
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
            // Not the time of the id, which is later than the clock after the clock was set back.
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

    /// <summary>Cancels the message, if no attempt has begun.</summary>
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
    /// Begins an attempt, if the message is due. An expired message becomes <see cref="SmsStatus.Expired"/> instead, and one whose last
    /// attempt is still open <see cref="SmsStatus.Unknown"/>.
    /// </summary>
    /// <returns>Whether an attempt began. The caller must then submit the message and record the outcome.</returns>
    public bool BeginAttempt(DateTimeOffset now, SendPolicy policy)
    {
        if (DueAt is null || now < DueAt)
        {
            return false;
        }

        if (HasOpenAttempt)
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
        (Attempts, HasOpenAttempt, DueAt, Version) = (Attempts + 1, true, now + policy.Lease, Version + 1);
        return true;
    }

    /// <summary>
    /// Records the outcome of the attempt, unless a report has already settled it. For <paramref name="jitter"/> see <see
    /// cref="SendPolicy.DelayAfter"/>.
    /// </summary>
    public void EndAttempt(SendOutcome outcome, SendPolicy policy, double jitter, DateTimeOffset now)
    {
        if (!HasOpenAttempt)
        {
            return;
        }

        switch (outcome)
        {
            case SendOutcome.Accepted:
                TryBecome(SmsStatus.Sent, now);
                break;
            case SendOutcome.Refused refused:
                Fail(SmsStatus.Failed, SmsFailure.Refused(refused.Reason), now);
                break;
            case SendOutcome.Uncertain uncertain:
                Fail(SmsStatus.Unknown, SmsFailure.Uncertain(uncertain.Reason), now);
                break;
            case SendOutcome.Retryable retryable when Attempts >= policy.MaxAttempts:
                Fail(SmsStatus.Failed, SmsFailure.AttemptsUsedUp(retryable.Reason), now);
                break;
            case SendOutcome.Retryable retryable:
                var delay = policy.DelayAfter(Attempts, jitter);
                var next = now.ShiftWithinTime(retryable.RetryAfter > delay ? retryable.RetryAfter.Value : delay);
                (HasOpenAttempt, DueAt, Version) = (false, next < ExpiresAt ? next : ExpiresAt, Version + 1);
                break;
        }
    }

    /// <summary>
    /// Records a delivery report: <see cref="SmsStatus.Sent"/>, <see cref="SmsStatus.Delivered"/> or <see cref="SmsStatus.Undelivered"/>.
    /// Late and repeated reports change nothing.
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

    private static Result CheckAccess(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;

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
            (HasOpenAttempt, DueAt) = (false, null);
        }

        Version++;
        return true;
    }
}
