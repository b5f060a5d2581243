using Concierge.Domain.Sms;
using static Concierge.Domain.Sms.SmsStatus;
using static Concierge.Domain.Tests.Sms.Given;

namespace Concierge.Domain.Tests.Sms;

/// <summary>A sent message whose report does not come.</summary>
public sealed class SmsInquiryTests
{
    private static readonly DateTimeOffset Overdue = Accepted + Policy.ReportTimeout;

    [Fact]
    public void BeginAttempt_WhenDue_SetsTimeOfReport()
    {
        var message = NewMessage();
        Assert.Null(message.ReportDueAt);

        message.BeginAttempt(Accepted, Policy);

        Assert.Equal(Overdue, message.ReportDueAt);
    }

    [Fact]
    public void EndAttempt_WhenAccepted_KeepsReference() => Assert.Equal("SM1", SentMessage().ProviderReference);

    [Fact]
    public void BeginInquiry_BeforeReportIsOverdue_ChangesNothing()
    {
        var message = SentMessage();

        AssertUnchanged(message, () => Assert.False(message.BeginInquiry(canAsk: true, Overdue - Millisecond, Policy)));
    }

    [Theory]
    [InlineData(Queued)]
    [InlineData(Sending)]
    [InlineData(Delivered)]
    [InlineData(Unknown)]
    public void BeginInquiry_WhenNotSent_ChangesNothing(SmsStatus status)
    {
        var message = MessageIn(status);

        AssertUnchanged(message, () => Assert.False(message.BeginInquiry(canAsk: false, Overdue, Policy)));
    }

    [Theory]
    [InlineData(false, "SM1")]
    [InlineData(true, null)]
    public void BeginInquiry_WhenNobodyCanBeAsked_IsUnknown(bool canAsk, string? reference)
    {
        var message = SentMessage(reference);

        Assert.False(message.BeginInquiry(canAsk, Overdue, Policy));

        Assert.Equal((Unknown, SmsFailure.NotReported), (message.Status, message.Failure));
    }

    [Fact]
    public void BeginInquiry_WhenOverdue_LeasesMessage()
    {
        var message = SentMessage();

        Assert.True(message.BeginInquiry(canAsk: true, Overdue, Policy));

        Assert.Equal((Sent, Overdue + Policy.Lease), (message.Status, message.ReportDueAt));
        Assert.False(message.BeginInquiry(canAsk: true, Overdue + Policy.Lease - Millisecond, Policy));
        Assert.True(message.BeginInquiry(canAsk: true, Overdue + Policy.Lease, Policy));
    }

    [Theory]
    [InlineData(-1, true, Sent)]
    [InlineData(0, false, Unknown)]
    public void BeginInquiry_AfterPatience_IsUnknown(int milliseconds, bool isAsked, SmsStatus status)
    {
        var message = SentMessage();
        message.BeginInquiry(canAsk: true, Overdue, Policy);
        message.PostponeInquiry(Overdue);

        var late = Overdue + SendPolicy.InquiryPatience + TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal((isAsked, status), (message.BeginInquiry(canAsk: true, late, Policy), message.Status));
    }

    [Fact]
    public void PostponeInquiry_WhenSent_AsksAgainAfterTenMinutes()
    {
        var message = SentMessage();
        message.BeginInquiry(canAsk: true, Overdue, Policy);

        message.PostponeInquiry(Overdue);

        Assert.Equal(Overdue.AddMinutes(10), message.ReportDueAt);
    }

    [Fact]
    public void PostponeInquiry_WhenReportedMeanwhile_ChangesNothing()
    {
        var message = MessageIn(Delivered);

        AssertUnchanged(message, () => message.PostponeInquiry(Overdue));
    }

    [Theory]
    [InlineData(Delivered, null, Delivered, null)]
    [InlineData(Undelivered, "30003", Undelivered, "undelivered")]
    [InlineData(Sent, null, Unknown, "report_overdue")]
    [InlineData(null, null, Unknown, "report_overdue")]
    public void EndInquiry_Always_SettlesMessage(SmsStatus? reported, string? code, SmsStatus status, string? failure)
    {
        var message = SentMessage();
        message.BeginInquiry(canAsk: true, Overdue, Policy);

        message.EndInquiry(reported, code, Overdue);

        Assert.Equal((status, failure, code), (message.Status, message.Failure?.Code, message.Failure?.ProviderCode));
    }

    [Fact]
    public void EndInquiry_WhenReportedMeanwhile_ChangesNothing()
    {
        var message = MessageIn(Delivered);

        AssertUnchanged(message, () => message.EndInquiry(Undelivered, "30003", Overdue));
    }

    [Fact]
    public void Report_AfterReportWasOverdue_SettlesIt()
    {
        var message = SentMessage();
        message.BeginInquiry(canAsk: false, Overdue, Policy);

        message.Report(Delivered, Overdue.AddDays(1));

        Assert.Equal((Delivered, null), (message.Status, message.Failure));
    }

    private static SmsMessage SentMessage(string? reference = "SM1")
    {
        var message = NewMessage();
        message.BeginAttempt(Accepted, Policy);
        message.EndAttempt(new SendOutcome.Accepted(reference), Policy, jitter: 1, Accepted);
        return message;
    }
}
