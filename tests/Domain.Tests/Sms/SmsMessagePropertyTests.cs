using Concierge.Domain.Sms;
using Concierge.Domain.Tests.Common;
using Concierge.Domain.Users;
using FsCheck.Fluent;
using static Concierge.Domain.Tests.Sms.Given;

namespace Concierge.Domain.Tests.Sms;

/// <summary>Everything that can happen to a message, in any order and at any time.</summary>
public sealed class SmsMessagePropertyTests
{
    private static readonly SendOutcome[] Outcomes =
        [Taken, Refused, Uncertain, Retryable, Retryable, Retryable, new SendOutcome.Retryable("It is busy.", TimeSpan.FromMinutes(20))];

    private static readonly SmsStatus[] Reports = [SmsStatus.Sent, SmsStatus.Delivered, SmsStatus.Undelivered];

    [Fact]
    public void Message_AfterAnySteps_NeverGoesBackAndHasCorrectDueTime() =>
        Properties.HoldsForAll(
            from delay in Gen.Elements(-1, 0, 1, 60_000)
            from steps in Gen.Choose(0, 12).SelectMany(count => Step().ArrayOf(count))
            select (delay, steps),
            way =>
            {
                var message = NewMessage(sendAt: way.delay < 0 ? null : Accepted.AddMilliseconds(way.delay));
                List<SmsStatus> visited = [message.Status];
                var now = Accepted;
                foreach (var (kind, which, jitter, wait) in way.steps)
                {
                    now += wait;
                    var (before, state, version) = (message.History, StateOf(message), message.Version);
                    Take(message, kind, which, jitter, now);

                    var isChanged = !StateOf(message).Equals(state);
                    visited.AddRange(message.History.Skip(before.Count).Select(change => change.Status));
                    if (!before.SequenceEqual(message.History.Take(before.Count))
                        || isChanged != message.Version > version || !IsSound(message))
                    {
                        return false;
                    }
                }

                return message.History.Select(change => change.Status).SequenceEqual(visited)
                    && visited.Zip(visited.Skip(1)).All(
                        pair => Ways[pair.First].Contains(pair.Second)
                            || (pair.First == SmsStatus.Queued && Ways[SmsStatus.Sending].Contains(pair.Second)));
            });

    /// <summary>Only of what certainly did not reach the gateway is there a second attempt, so that no message can arrive twice.</summary>
    [Fact]
    public void BeginAttempt_AfterAnySteps_RepeatsOnlyAfterRetryableOutcome() =>
        Properties.HoldsForAll(
            Gen.Choose(0, 12).SelectMany(count => Step().ArrayOf(count)),
            steps =>
            {
                var message = NewMessage();
                var (now, begun, mayBegin) = (Accepted, 0, true);
                foreach (var (kind, which, jitter, wait) in steps)
                {
                    now += wait;
                    var hadOpenAttempt = message.HasOpenAttempt;
                    if (Take(message, kind, which, jitter, now))
                    {
                        if (!mayBegin)
                        {
                            return false;
                        }

                        (begun, mayBegin) = (begun + 1, false);
                    }

                    mayBegin |= hadOpenAttempt
                        && kind == 1 && Outcomes[which] is SendOutcome.Retryable && message.Status == SmsStatus.Queued;
                }

                return begun == message.Attempts;
            });

    private static bool IsSound(SmsMessage message) =>
        message.History[^1].Status == message.Status
        && message.History.All(change => change.At.Ticks % TimeSpan.TicksPerMillisecond == 0 && change.At.Offset == TimeSpan.Zero)
        && message.History.Zip(message.History.Skip(1)).All(pair => pair.First.At <= pair.Second.At)
        && message.DueAt is null == (message.Status.IsFinal() || message.Status == SmsStatus.Sent)
        && message.Status == SmsStatus.Sending == message.HasOpenAttempt
        && (message.HasOpenAttempt || message.DueAt is null || message.DueAt <= message.ExpiresAt)
        && message.Failure is null == (message.Status
            is not (SmsStatus.Undelivered or SmsStatus.Failed or SmsStatus.Expired or SmsStatus.Unknown));

    /// <summary>What is done, which outcome or report it is, the jitter, and after what time.</summary>
    private static FsCheck.Gen<(int Kind, int Which, double Jitter, TimeSpan Wait)> Step() =>
        from kind in Gen.Frequency(
            (4, Gen.Constant(0)), (4, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)), (1, Gen.Constant(4)))
        from which in Gen.Choose(0, kind == 2 ? Reports.Length - 1 : Outcomes.Length - 1)
        from jitter in Gen.Elements(0, 0.5, 1)
        from wait in Gen.Frequency(
            (2, Gen.Constant(TimeSpan.Zero)),
            (2, Gen.Choose(0, 3000).Select(tenths => TimeSpan.FromTicks(tenths * 1000L))),
            (3, Gen.Choose(0, 90).Select(seconds => TimeSpan.FromSeconds(seconds))),
            (1, Gen.Choose(0, 300).Select(minutes => TimeSpan.FromMinutes(minutes))))
        select (kind, which, jitter, wait);

    /// <returns>Whether a hand-over has begun. The dispatcher asks for none before the message is due.</returns>
    private static bool Take(SmsMessage message, int kind, int which, double jitter, DateTimeOffset now)
    {
        switch (kind)
        {
            case 0:
                return message.DueAt <= now && message.BeginAttempt(now, Policy);
            case 1:
                message.EndAttempt(Outcomes[which], Policy, jitter, now);
                return false;
            case 2:
                message.Report(Reports[which], now);
                return false;
            case 3:
                message.Cancel(Actor.Backend, now);
                return false;
            default:
                message.BeginInquiry(canAsk: which % 2 == 0, now, Policy with { ReportTimeout = TimeSpan.FromMinutes(1) });
                return false;
        }
    }
}
