using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using static Concierge.Domain.Sms.SmsStatus;
using static Concierge.Domain.Tests.Sms.Given;

namespace Concierge.Domain.Tests.Sms;

/// <summary>Number and text are removed, and messages that nobody can read end.</summary>
public sealed class SmsRedactionTests
{
    private static readonly DateTimeOffset Later = Accepted.AddDays(1);

    [Theory]
    [InlineData(Delivered)]
    [InlineData(Undelivered)]
    [InlineData(Canceled)]
    [InlineData(Failed)]
    [InlineData(Expired)]
    [InlineData(Unknown)]
    public void Redact_WithTerminalStatus_RemovesNumberAndText(SmsStatus status)
    {
        var message = MessageIn(status);
        var version = message.Version;

        Assert.True(message.Redact(Actor.Backend, Later).IsSuccess);

        Assert.Equal((0, 0, 0), (message.SealedPhone.Length, message.SealedBody.Length, message.PhoneIndex.Length));
        Assert.Equal((status, Later, version + 1), (message.Status, message.RedactedAt, message.Version));
    }

    [Theory]
    [InlineData(Scheduled)]
    [InlineData(Queued)]
    [InlineData(Sending)]
    [InlineData(Sent)]
    public void Redact_WithoutTerminalStatus_IsRefused(SmsStatus status)
    {
        var message = MessageIn(status);

        AssertUnchanged(message, () => Assert.Equal([SmsErrors.NotRedactable], message.Redact(Actor.Backend, Later).Errors));

        Assert.NotEmpty(message.SealedBody);
    }

    [Fact]
    public void Redact_ByUser_IsForbidden()
    {
        var message = MessageIn(Delivered);

        AssertUnchanged(message, () => Assert.Equal([CommonErrors.ForbiddenToUsers], message.Redact(Ann, Later).Errors));
    }

    [Fact]
    public void Redact_WhenRepeated_ChangesNothing()
    {
        var message = MessageIn(Delivered);
        message.Redact(Actor.Backend, Later);

        AssertUnchanged(message, () => Assert.True(message.Redact(Actor.Backend, Later.AddDays(1)).IsSuccess));

        Assert.Equal(Later, message.RedactedAt);
    }

    [Fact]
    public void Report_AfterRedaction_StillSettlesUnknown()
    {
        var message = MessageIn(Unknown);
        message.Redact(Actor.Backend, Later);

        message.Report(Delivered, Later);

        Assert.Equal(Delivered, message.Status);
    }

    [Theory]
    [InlineData(Scheduled, Expired, "unreadable")]
    [InlineData(Queued, Expired, "unreadable")]
    [InlineData(Sending, Unknown, "hand_over_interrupted")]
    public void ExpireAsUnreadable_InQueue_EndsMessage(SmsStatus status, SmsStatus end, string code)
    {
        var message = MessageIn(status);

        message.ExpireAsUnreadable(Later);

        Assert.Equal((end, code, null), (message.Status, message.Failure?.Code, message.DueAt));
    }
}
