using System.Globalization;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using static Concierge.Domain.Sms.SmsStatus;
using static Concierge.Domain.Tests.Sms.Given;

namespace Concierge.Domain.Tests.Sms;

/// <summary>Accepting and canceling. See <see cref="SmsAttemptTests"/> for attempts and reports.</summary>
public sealed class SmsMessageTests
{
    /// <summary>An instant with an offset and a fraction of a millisecond.</summary>
    private static readonly DateTimeOffset Later = new DateTimeOffset(2026, 11, 21, 14, 0, 0, 456, TimeSpan.FromHours(1)).AddTicks(7890);

    private static readonly DateTimeOffset LaterAt = new(2026, 11, 21, 13, 0, 0, 456, TimeSpan.Zero);

    public static TheoryData<SmsStatus> Statuses { get; } = [.. Enum.GetValues<SmsStatus>()];

    [Fact]
    public void Accept_WithoutTime_IsQueuedAndDueAtOnce()
    {
        var id = Id(Accepted.AddTicks(9999));

        var message = SmsMessage.Accept(Actor.Backend, id, Content, 2, sendAt: null, TimeToLive, Accepted).Value;

        Assert.Equal((id, Content, 2), (message.Id, message.Content, message.Segments));
        Assert.Equal((Queued, (DateTimeOffset?)null), (message.Status, message.SendAt));
        Assert.Equal([new(Queued, Accepted)], message.History);
        Assert.Equal((Accepted, Accepted.AddHours(4)), (message.DueAt, message.ExpiresAt));
        AssertUntouched(message);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.001")]
    [InlineData("30.00:00:00")]
    public void Accept_WithTimeThatIsNotPast_IsScheduledAndDueThen(string ahead)
    {
        var sendAt = Accepted + Time(ahead);

        var message = NewMessage(sendAt);

        Assert.Equal((Scheduled, sendAt), (message.Status, message.SendAt));
        Assert.Equal([new(Scheduled, Accepted)], message.History);
        Assert.Equal((sendAt, sendAt.AddHours(4)), (message.DueAt, message.ExpiresAt));
        AssertUntouched(message);
    }

    [Theory]
    [InlineData("00:00:00.001")]
    [InlineData("1.00:00:00")]
    public void Accept_WithPastTime_IsRefused(string ago)
    {
        var refused = SmsMessage.Accept(Actor.Backend, Id(Accepted), Content, 1, Accepted - Time(ago), TimeToLive, Accepted);

        Assert.Equal([SmsErrors.SendAtPast], refused.Errors);
        Assert.Equal("/send_at", Assert.Single(refused.Errors).Pointer);
    }

    /// <summary>Responses state times in milliseconds, so a client can repeat the time of acceptance only in milliseconds.</summary>
    [Fact]
    public void Accept_WithTimeInTheMillisecondOfItsId_IsScheduled() =>
        Assert.Equal(
            Scheduled,
            SmsMessage.Accept(Actor.Backend, Id(Accepted.AddTicks(9999)), Content, 1, Accepted, TimeToLive, Accepted).Value.Status);

    [Fact]
    public void Accept_AtTheEndOfTime_ExpiresThere()
    {
        var message = NewMessage(Instants.Latest.AddHours(-1));

        Assert.Equal((Instants.Latest.AddHours(-1), Instants.Latest), (message.DueAt, message.ExpiresAt));
    }

    [Fact]
    public void Accept_ByUser_IsForbidden()
    {
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers], SmsMessage.Accept(Ann, Id(Accepted), Content, 1, sendAt: null, TimeToLive, Accepted).Errors);
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            SmsMessage.Accept(Ann, Id(Accepted), Content, 1, Accepted.AddHours(1), TimeToLive, Accepted).Errors);
    }

    [Theory]
    [InlineData(Scheduled)]
    [InlineData(Queued)]
    public void Cancel_BeforeAnyAttempt_IsTerminal(SmsStatus status)
    {
        var message = MessageIn(status);

        Assert.Same(Result.Success, message.Cancel(Actor.Backend, Later));

        Assert.Equal((Canceled, (DateTimeOffset?)null), (message.Status, message.DueAt));
        Assert.Equal([new(status, Accepted), new(Canceled, LaterAt)], message.History);
        Assert.Equal((0, false, (SmsFailure?)null, 2), (message.Attempts, message.HasOpenAttempt, message.Failure, message.Version));
    }

    [Theory]
    [InlineData(Sending)]
    [InlineData(Sent)]
    [InlineData(Delivered)]
    [InlineData(Undelivered)]
    [InlineData(Canceled)]
    [InlineData(Failed)]
    [InlineData(Expired)]
    [InlineData(Unknown)]
    public void Cancel_InAnyOtherStatus_IsRefusedAndChangesNothing(SmsStatus status)
    {
        var message = MessageIn(status);

        AssertUnchanged(message, () => Assert.Equal([SmsErrors.NotCancelable], message.Cancel(Actor.Backend, Later).Errors));
    }

    [Fact]
    public void Cancel_BetweenTwoAttempts_IsTerminal()
    {
        var message = WaitingMessage();

        Assert.Same(Result.Success, message.Cancel(Actor.Backend, Later));

        Assert.Equal((Canceled, (DateTimeOffset?)null), (message.Status, message.DueAt));
        AssertUnchanged(message, () => message.Report(Delivered, Later));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Cancel_ByUser_IsForbiddenAndChangesNothing(SmsStatus status)
    {
        var message = MessageIn(status);

        AssertUnchanged(message, () => Assert.Equal([CommonErrors.ForbiddenToUsers], message.Cancel(Ann, Later).Errors));
    }

    private static TimeSpan Time(string time) => TimeSpan.ParseExact(time, "c", CultureInfo.InvariantCulture);

    private static void AssertUntouched(SmsMessage message) =>
        Assert.Equal((0, false, (SmsFailure?)null, 1), (message.Attempts, message.HasOpenAttempt, message.Failure, message.Version));
}
