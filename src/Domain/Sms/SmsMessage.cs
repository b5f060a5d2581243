using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Metadata;
using Concierge.Domain.Users;

namespace Concierge.Domain.Sms;

/// <summary>
/// An SMS to one number. Submitted to the gateway at most once, then updated from delivery reports. Messages belong to no user: only
/// backends use them.
/// </summary>
public sealed class SmsMessage : IEventSource
{
    /// <summary>Maximum number of entries of <see cref="History"/>.</summary>
    public const int MaxHistory = 20;

    private SmsMessage()
    {
    }

    public SmsMessageId Id { get; private init; }

    /// <summary>The encrypted number and text.</summary>
    public SealedSms Content => new(SealedPhone, SealedBody, PhoneIndex, SealedWith);

    /// <summary>See <see cref="SealedSms.Phone"/>.</summary>
    public byte[] SealedPhone { get; private set; } = [];

    /// <summary>See <see cref="SealedSms.Body"/>.</summary>
    public byte[] SealedBody { get; private set; } = [];

    /// <summary>See <see cref="SealedSms.PhoneIndex"/>.</summary>
    public byte[] PhoneIndex { get; private set; } = [];

    /// <summary>See <see cref="SealedSms.KeyId"/>.</summary>
    public string SealedWith { get; private init; } = "";

    /// <summary>See <see cref="SmsText.Segments"/>.</summary>
    public int Segments { get; private init; }

    /// <summary>Name of the backend that sends the message.</summary>
    public string Backend { get; private init; } = "";

    public SmsStatus Status { get; private set; }

    /// <summary>
    /// The statuses so far, oldest first: the first one and the latest ones, <see cref="MaxHistory"/> in total.
    /// </summary>
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

    /// <summary>
    /// Place in the order of messages to one number. The database draws it from a sequence when the message enters the queue. Null before
    /// the message is stored; 0 until a scheduled message is due.
    /// </summary>
    public long? QueuePosition { get; private init; }

    /// <summary>Until then, an earlier message to the same number holds this one back. Null if none does.</summary>
    public DateTimeOffset? HeldUntil { get; private init; }

    /// <summary>
    /// Until then, this message holds later ones to the same number back while it waits for another attempt. Null before the first attempt
    /// has failed.
    /// </summary>
    public DateTimeOffset? HoldsUntil { get; private set; }

    /// <summary>
    /// When the report on a sent message is overdue: the gateway is asked for it, or the message becomes unknown. Null before the first
    /// attempt, and for a message that an earlier release sent.
    /// </summary>
    public DateTimeOffset? ReportDueAt { get; private set; }

    /// <summary>Id of the message at the provider; null if the gateway named none.</summary>
    public string? ProviderReference { get; private set; }

    /// <summary>Pairs for the backend's own use.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private init; } = Pairs.Empty;

    /// <summary>When number and text were removed; null if they are there.</summary>
    public DateTimeOffset? RedactedAt { get; private set; }

    /// <summary>Whether the message waits for another attempt.</summary>
    public bool IsBetweenAttempts => Status == SmsStatus.Queued && Attempts > 0;

    public EventLog Events { get; } = new();

    /// <summary>Number of the current version; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>
    /// Accepts a message to be sent at once, or at <paramref name="sendAt"/>. It expires <paramref name="timeToLive"/> later. The id holds
    /// the time of acceptance.
    /// </summary>
    public static Result<SmsMessage> Accept(
        Actor actor, SmsMessageId id, SealedSms content, int segments, DateTimeOffset? sendAt, TimeSpan timeToLive,
        DateTimeOffset now, string backend = "", IReadOnlyDictionary<string, string>? metadata = null)
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
            var message = new SmsMessage
            {
                Id = id,
                SealedPhone = content.Phone,
                SealedBody = content.Body,
                PhoneIndex = content.PhoneIndex,
                SealedWith = content.KeyId,
                Segments = segments,
                Backend = backend,
                Metadata = metadata ?? Pairs.Empty,
                QueuePosition = sendAt is null ? null : 0,
                Status = status,
                History = [new(status, id.Time)],
                SendAt = sendAt,
                ExpiresAt = due.ShiftWithinTime(timeToLive),
                DueAt = due,
            };
            message.Events.Record(SmsEvents.Of(id, status));
            return message;
        });
    }

    /// <summary>Ends an open attempt whose message cannot be decrypted. Nothing was submitted.</summary>
    public void FailAsUnreadable(DateTimeOffset now) => Fail(SmsStatus.Failed, SmsFailure.Unreadable, now);

    /// <summary>Cancels the message, unless an attempt is open or it was sent.</summary>
    public Result Cancel(Actor actor, DateTimeOffset now)
    {
        var may = CheckAccess(actor);
        if (may.IsSuccess && !TryBecome(SmsStatus.Canceled, now))
        {
            return SmsErrors.NotCancelable;
        }

        return may;
    }

    /// <summary>Removes number and text for good, if the status is terminal.</summary>
    public Result Redact(Actor actor, DateTimeOffset now)
    {
        var may = CheckAccess(actor);
        if (!may.IsSuccess || RedactedAt is not null)
        {
            return may;
        }

        if (!Status.IsFinal())
        {
            return SmsErrors.NotRedactable;
        }

        (SealedPhone, SealedBody, PhoneIndex) = ([], [], []);
        (RedactedAt, Version) = (now.CutToMilliseconds(), Version + 1);
        Events.Record(new(SmsEvents.Redacted, Id.ToString(), new SmsEventData(Status, IsFinal: true)));
        return may;
    }

    /// <summary>
    /// Ends a message that no replica could decrypt within its time to live. It becomes <see cref="SmsStatus.Expired"/>, or <see
    /// cref="SmsStatus.Unknown"/> if its last attempt is still open.
    /// </summary>
    public void ExpireAsUnreadable(DateTimeOffset now)
    {
        if (HasOpenAttempt)
        {
            Fail(SmsStatus.Unknown, SmsFailure.Interrupted, now);
        }
        else
        {
            Fail(SmsStatus.Expired, SmsFailure.Unreadable, now);
        }
    }

    /// <summary>
    /// Begins an attempt, if the message is due and no earlier one holds it back. An expired message becomes
    /// <see cref="SmsStatus.Expired"/> instead, and one whose last attempt is still open <see cref="SmsStatus.Unknown"/>.
    /// </summary>
    /// <returns>Whether an attempt began. The caller must then submit the message and record the outcome.</returns>
    public bool BeginAttempt(DateTimeOffset now, SendPolicy policy)
    {
        if (DueAt is null || now < DueAt || now < HeldUntil)
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
        ReportDueAt = now.ShiftWithinTime(policy.ReportTimeout);
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
            case SendOutcome.Accepted accepted:
                TryBecome(SmsStatus.Sent, now);
                ProviderReference = accepted.Reference;
                break;
            case SendOutcome.Refused refused:
                Fail(SmsStatus.Failed, SmsFailure.Refused(refused.Reason, refused.ProviderCode), now);
                break;
            case SendOutcome.Uncertain uncertain:
                Fail(SmsStatus.Unknown, SmsFailure.Uncertain(uncertain.Reason), now);
                break;
            case SendOutcome.Retryable retryable:
                var delay = policy.DelayAfter(Attempts, jitter);
                var next = now.ShiftWithinTime(retryable.RetryAfter > delay ? retryable.RetryAfter.Value : delay);
                TryBecome(SmsStatus.Queued, now);
                (HasOpenAttempt, DueAt) = (false, next < ExpiresAt ? next : ExpiresAt);
                HoldsUntil ??= now + policy.OrderPatience;
                break;
        }
    }

    /// <summary>
    /// Records a delivery report: <see cref="SmsStatus.Sent"/>, <see cref="SmsStatus.Delivered"/> or <see cref="SmsStatus.Undelivered"/>.
    /// Late and repeated reports change nothing.
    /// </summary>
    /// <param name="reported">The reported status.</param>
    /// <param name="now">The time.</param>
    /// <param name="providerCode">The carrier's own code of the failure; null if the report names none.</param>
    /// <param name="reference">See <see cref="ProviderReference"/>.</param>
    public void Report(SmsStatus reported, DateTimeOffset now, string? providerCode = null, string? reference = null)
    {
        if (IsBetweenAttempts)
        {
            // The attempt that the gateway refused has reached it after all.
            Status = SmsStatus.Sending;
        }

        if (TryBecome(reported, now))
        {
            Failure = reported == SmsStatus.Undelivered ? SmsFailure.Undelivered(providerCode) : null;
            ProviderReference ??= reference;
        }
    }

    /// <summary>
    /// Begins to ask for the report on a sent message, if that is overdue. The message becomes <see cref="SmsStatus.Unknown"/> instead if
    /// nobody can be asked, or the gateway could not be reached for <see cref="SendPolicy.InquiryPatience"/>.
    /// </summary>
    /// <param name="canAsk">Whether the gateway can be asked for reports.</param>
    /// <param name="now">The time.</param>
    /// <param name="policy">The limits.</param>
    /// <returns>Whether the caller must ask the gateway within the lease and record the answer.</returns>
    public bool BeginInquiry(bool canAsk, DateTimeOffset now, SendPolicy policy)
    {
        if (Status != SmsStatus.Sent || ReportDueAt is null || now < ReportDueAt)
        {
            return false;
        }

        var sentAt = History[^1].At;
        if (!canAsk || ProviderReference is null || now - sentAt - policy.ReportTimeout >= SendPolicy.InquiryPatience)
        {
            Fail(SmsStatus.Unknown, SmsFailure.NotReported, now);
            return false;
        }

        (ReportDueAt, Version) = (now + policy.Lease, Version + 1);
        return true;
    }

    /// <summary>
    /// Records that the gateway was asked for the report. If it has none, the message becomes <see cref="SmsStatus.Unknown"/>.
    /// </summary>
    /// <param name="reported">The reported status; null if the gateway has no report.</param>
    /// <param name="providerCode">The carrier's own code of the failure; null if the report names none.</param>
    /// <param name="now">The time.</param>
    public void EndInquiry(SmsStatus? reported, string? providerCode, DateTimeOffset now)
    {
        if (reported is { } status)
        {
            Report(status, now, providerCode);
        }

        if (Status == SmsStatus.Sent)
        {
            Fail(SmsStatus.Unknown, SmsFailure.NotReported, now);
        }
    }

    /// <summary>Records that the gateway could not be asked for the report. It is asked again later.</summary>
    public void PostponeInquiry(DateTimeOffset now)
    {
        if (Status == SmsStatus.Sent)
        {
            (ReportDueAt, Version) = (now + SendPolicy.MaxRetryDelay, Version + 1);
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

        // Back in the queue between attempts is no event: a message is queued once.
        if (next != SmsStatus.Sending && !(next == SmsStatus.Queued && Attempts > 0))
        {
            Events.Record(SmsEvents.Of(Id, next));
        }

        Status = next;
        var latest = History.Count < MaxHistory ? History : History.Skip(2).Prepend(History[0]);
        History = [.. latest, new(next, now.CutToMilliseconds())];
        if (next.IsFinal() || next == SmsStatus.Sent)
        {
            (HasOpenAttempt, DueAt) = (false, null);
        }

        Version++;
        return true;
    }
}
