using Concierge.Domain.Sms;

namespace Concierge.Domain.Tests.Sms;

public sealed class SmsFailureTests
{
    private static readonly SmsFailure[] All =
    [
        SmsFailure.TooLate, SmsFailure.Interrupted, SmsFailure.NotReported, SmsFailure.Unreadable, SmsFailure.Undelivered("30003"),
        SmsFailure.Refused("The reason.", null), SmsFailure.Uncertain("The reason."),
    ];

    /// <summary>Clients branch on them, so that they never change.</summary>
    [Fact]
    public void Code_OfEveryFailure_IsStable() =>
        Assert.Equal(
            [
                "time_to_live_over", "hand_over_interrupted", "report_overdue", "unreadable", "undelivered", "gateway_refused",
                "outcome_unknown",
            ],
            All.Select(failure => failure.Code));

    [Fact]
    public void Detail_OfEveryFailure_IsSentence() => Assert.All(All, failure => Assert.Matches(@"\A[A-Z][^\n]*\.\z", failure.Detail));

    [Fact]
    public void Detail_WithReasonOfGateway_IsThatReason() =>
        Assert.All(All[5..], failure => Assert.Equal("The reason.", failure.Detail));
}
