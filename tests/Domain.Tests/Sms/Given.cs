using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using static Concierge.Domain.Sms.SmsStatus;

namespace Concierge.Domain.Tests.Sms;

/// <summary>What the tests of SMS messages start from.</summary>
internal static class Given
{
    /// <summary>Where a message can go from each status: the contract's table, written by hand.</summary>
    public static readonly IReadOnlyDictionary<SmsStatus, SmsStatus[]> Ways = new Dictionary<SmsStatus, SmsStatus[]>
    {
        [Scheduled] = [Queued, Canceled, Expired],
        [Queued] = [Sending, Canceled, Expired],
        [Sending] = [Queued, Sent, Delivered, Undelivered, Failed, Expired, Unknown],
        [Sent] = [Delivered, Undelivered, Unknown],
        [Delivered] = [],
        [Undelivered] = [],
        [Canceled] = [],
        [Failed] = [],
        [Expired] = [],
        [Unknown] = [Delivered, Undelivered],
    };

    /// <summary>When messages are accepted.</summary>
    public static readonly DateTimeOffset Accepted = new(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(4);

    public static readonly SendPolicy Policy =
        new(
            RetryDelay: TimeSpan.FromSeconds(8), Lease: TimeSpan.FromMinutes(1), OrderPatience: TimeSpan.FromSeconds(30),
            ReportTimeout: TimeSpan.FromHours(72));

    public static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>Nothing of it is looked at.</summary>
    public static readonly SealedSms Content = new([1], [2], [3], "k1");

    public static readonly SendOutcome Taken = new SendOutcome.Accepted();

    public static readonly SendOutcome Refused = new SendOutcome.Refused("It is barred.");

    public static readonly SendOutcome Retryable = new SendOutcome.Retryable("It is busy.");

    public static readonly SendOutcome Uncertain = new SendOutcome.Uncertain("It was silent.");

    public static Actor Ann { get; } = Actor.As(UserId.From("ann"));

    public static SmsMessageId Id(DateTimeOffset at) => new(new TimeOrderedUuidGenerator().Next(at));

    /// <summary>A message that was accepted at <see cref="Accepted"/>.</summary>
    public static SmsMessage NewMessage(DateTimeOffset? sendAt = null) =>
        SmsMessage.Accept(Actor.Backend, Id(Accepted), Content, 1, sendAt, TimeToLive, Accepted).Value;

    /// <summary>A message that has come to this status, all at one instant where that is possible.</summary>
    public static SmsMessage MessageIn(SmsStatus status)
    {
        var message = NewMessage(sendAt: status == Scheduled ? Accepted.AddHours(1) : null);
        switch (status)
        {
            case Sending:
                message.BeginAttempt(Accepted, Policy);
                break;
            case Sent:
                message.Attempt(Taken);
                break;
            case Failed:
                message.Attempt(Refused);
                break;
            case Unknown:
                message.Attempt(Uncertain);
                break;
            case Delivered or Undelivered:
                message.Attempt(Taken);
                message.Report(status, Accepted);
                break;
            case Canceled:
                message.Cancel(Actor.Backend, Accepted);
                break;
            case Expired:
                message.BeginAttempt(message.ExpiresAt, Policy);
                break;
        }

        Assert.Equal(status, message.Status);
        return message;
    }

    /// <summary>A message that the gateway was too busy for, and that waits to be tried again.</summary>
    public static SmsMessage WaitingMessage()
    {
        var message = NewMessage();
        message.Attempt(Retryable);
        return message;
    }

    /// <summary>All of a message that can change.</summary>
    public static object StateOf(SmsMessage message) => (
        message.Status, string.Join(' ', message.History), message.Attempts,
        message.Failure, message.DueAt, message.HasOpenAttempt, message.HoldsUntil, message.ReportDueAt, message.ProviderReference,
        message.Version);

    /// <summary>Asserts that this leaves the message as it is.</summary>
    public static void AssertUnchanged(SmsMessage message, Action action)
    {
        var before = StateOf(message);

        action();

        Assert.Equal(before, StateOf(message));
    }

    /// <summary>Hands it over, with this outcome.</summary>
    private static void Attempt(this SmsMessage message, SendOutcome outcome)
    {
        Assert.True(message.BeginAttempt(Accepted, Policy));
        message.EndAttempt(outcome, Policy, jitter: 1, Accepted);
    }
}
