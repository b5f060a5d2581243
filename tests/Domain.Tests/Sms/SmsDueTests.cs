using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using static Concierge.Domain.Tests.Sms.Given;

namespace Concierge.Domain.Tests.Sms;

/// <summary>What is not due is not handed over, and what would be due beyond all time stays within it.</summary>
public sealed class SmsDueTests
{
    [Theory]
    [InlineData(SmsStatus.Sent)]
    [InlineData(SmsStatus.Delivered)]
    [InlineData(SmsStatus.Canceled)]
    [InlineData(SmsStatus.Failed)]
    [InlineData(SmsStatus.Unknown)]
    public void BeginAttempt_WhenFinal_DoesNothing(SmsStatus status)
    {
        var message = MessageIn(status);

        AssertUnchanged(message, () => Assert.False(message.BeginAttempt(Accepted, Policy)));
    }

    [Fact]
    public void BeginAttempt_BeforeDueTime_DoesNothing()
    {
        var message = NewMessage(Accepted.AddHours(1));

        AssertUnchanged(message, () => Assert.False(message.BeginAttempt(Accepted.AddHours(1) - Millisecond, Policy)));
        Assert.True(message.BeginAttempt(Accepted.AddHours(1), Policy));
    }

    [Fact]
    public void BeginAttempt_WithinTheLease_DoesNothing()
    {
        var message = MessageIn(SmsStatus.Sending);

        AssertUnchanged(message, () => Assert.False(message.BeginAttempt(message.DueAt!.Value - Millisecond, Policy)));
        Assert.False(message.BeginAttempt(message.DueAt!.Value, Policy));
        Assert.Equal(SmsStatus.Unknown, message.Status);
    }

    [Fact]
    public void EndAttempt_WithHugeRetryAfter_WaitsUntilExpiry()
    {
        var message = MessageIn(SmsStatus.Sending);

        message.EndAttempt(new SendOutcome.Retryable("Later.", TimeSpan.MaxValue), Policy, jitter: 1, Accepted);

        Assert.Equal(message.ExpiresAt, message.DueAt);
    }

    [Theory]
    [InlineData("00:00:01", 41)]
    [InlineData("00:10:00", 32)]
    [InlineData("00:00:01", 2000)]
    public void DelayAfter_ManyAttempts_IsMaxDelay(string retryDelay, int attempts) =>
        Assert.Equal(
            SendPolicy.MaxRetryDelay,
            (Policy with { RetryDelay = TimeSpan.Parse(retryDelay, System.Globalization.CultureInfo.InvariantCulture) })
                .DelayAfter(attempts, jitter: 1));

    [Fact]
    public void Accept_ByUserWithSendAtInPast_IsForbidden() =>
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            SmsMessage.Accept(Ann, Id(Accepted), Content, 1, Accepted.AddHours(-1), TimeToLive, Accepted).Errors);
}
