using Concierge.Domain.Webhooks;

namespace Concierge.Domain.Tests.Webhooks;

public sealed class WebhookScheduleTests
{
    private static readonly WebhookOutcome Failed = new(WebhookAttemptError.HttpStatus, 500, TimeSpan.Zero);

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1.2)]
    public void DelayAfter_AllAttempts_Takes75HoursWithin20Percent(double jitter, double factor)
    {
        var whole = Enumerable.Range(1, WebhookSchedule.MaxAttempts - 1)
            .Aggregate(TimeSpan.Zero, (sum, attempts) => sum + WebhookSchedule.DelayAfter(attempts, Failed, jitter)!.Value);

        Assert.Equal(TimeSpan.FromSeconds((75 * 60 + 35) * 60 + 5).TotalSeconds * factor, whole.TotalSeconds, 0.001);
        Assert.Equal(10, WebhookSchedule.MaxAttempts);
        Assert.Null(WebhookSchedule.DelayAfter(10, Failed, jitter));
    }

    [Theory]
    [InlineData(1, 3600, 3600)]
    [InlineData(1, 3, 5)]
    [InlineData(1, 86_400, 86_400)]
    [InlineData(1, 86_401, 86_400)]
    public void DelayAfter_WithRetryAfter_IsAtLeastThatUpToADay(int attempts, int asked, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            WebhookSchedule.DelayAfter(attempts, Failed with { RetryAfter = TimeSpan.FromSeconds(asked) }, 0.5));

    [Theory]
    [InlineData(WebhookAttemptError.HttpStatus, 429, 60)]
    [InlineData(WebhookAttemptError.Timeout, null, 60)]
    [InlineData(WebhookAttemptError.HttpStatus, 503, 5)]
    public void DelayAfter_WhenOverloaded_IsAtLeastAMinute(WebhookAttemptError error, int? status, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WebhookSchedule.DelayAfter(1, new(error, status, TimeSpan.Zero), 0.5));

    [Fact]
    public void Health_AfterFailures_IsAnnouncedAfterFourAndOpensAfterFive()
    {
        var health = default(WebhookHealth);
        List<(bool IsFailing, bool IsOpen, double Wait)> states = [];
        for (var i = 0; i < 9; i++)
        {
            health = health.After(Failed, Now);
            states.Add((health.IsFailing, health.IsOpen, (health.NextAt - Now).TotalSeconds));
        }

        Assert.Equal(
            [
                (false, false, 0), (false, false, 0), (false, false, 0), (true, false, 0), (true, true, 5), (true, true, 30),
                (true, true, 60), (true, true, 300), (true, true, 300),
            ],
            states);
        Assert.Equal(Now.AddDays(5), health.DisablesAt);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(404, true)]
    [InlineData(410, true)]
    [InlineData(408, false)]
    [InlineData(425, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public void Health_AfterRefusal_DoesNotCountIt(int status, bool isRefusal)
    {
        var outcome = new WebhookOutcome(WebhookAttemptError.HttpStatus, status, TimeSpan.Zero);

        Assert.Equal(isRefusal, outcome.IsRefusal);
        Assert.Equal(isRefusal ? 3 : 4, new WebhookHealth(3, Now, Now).After(outcome, Now).Failures);
        Assert.Equal(isRefusal ? 0 : 6, new WebhookHealth(5, Now, Now).After(outcome, Now).Failures);
    }

    [Fact]
    public void Health_AfterSuccess_IsGood() =>
        Assert.Equal(
            new WebhookHealth(0, null, Now), new WebhookHealth(7, Now.AddDays(-1), Now).After(new(null, 200, TimeSpan.Zero), Now));
}
