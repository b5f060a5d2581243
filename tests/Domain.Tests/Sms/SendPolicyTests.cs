using System.Globalization;
using Concierge.Domain.Sms;

namespace Concierge.Domain.Tests.Sms;

public sealed class SendPolicyTests
{
    [Theory]
    [InlineData(1, "00:00:01")]
    [InlineData(2, "00:00:02")]
    [InlineData(3, "00:00:04")]
    [InlineData(4, "00:00:08")]
    [InlineData(10, "00:08:32")]
    [InlineData(11, "00:10:00")]
    [InlineData(12, "00:10:00")]
    [InlineData(20, "00:10:00")]
    public void DelayAfter_EachAttempt_DoublesUpToTenMinutes(int attempts, string delay)
    {
        var policy = PolicyWith("00:00:01");

        Assert.Equal(Time(delay), policy.DelayAfter(attempts, jitter: 1));
        Assert.Equal(Time(delay) / 2, policy.DelayAfter(attempts, jitter: 0));
    }

    [Theory]
    [InlineData(0, "00:00:04")]
    [InlineData(0.25, "00:00:05")]
    [InlineData(0.5, "00:00:06")]
    [InlineData(1, "00:00:08")]
    public void DelayAfter_WithJitter_IsHalfToAllOfBackoff(double jitter, string delay) =>
        Assert.Equal(Time(delay), PolicyWith("00:00:02").DelayAfter(3, jitter));

    [Theory]
    [InlineData("00:09:59.999", 1, "00:09:59.999")]
    [InlineData("00:10:00", 1, "00:10:00")]
    [InlineData("00:10:00.001", 1, "00:10:00")]
    [InlineData("00:04:59.999", 2, "00:09:59.998")]
    [InlineData("00:05:00.001", 2, "00:10:00")]
    [InlineData("1.00:00:00", 1, "00:10:00")]
    [InlineData("1.00:00:00", 20, "00:10:00")]
    public void DelayAfter_AtMaxDelay_StaysThere(string retryDelay, int attempts, string delay) =>
        Assert.Equal(Time(delay), PolicyWith(retryDelay).DelayAfter(attempts, jitter: 1));

    private static SendPolicy PolicyWith(string retryDelay) => Given.Policy with { RetryDelay = Time(retryDelay) };

    private static TimeSpan Time(string time) => TimeSpan.ParseExact(time, "c", CultureInfo.InvariantCulture);
}
