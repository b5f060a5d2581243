using Concierge.Domain.Sms;
using static Concierge.Domain.Sms.SmsStatus;

namespace Concierge.Domain.Tests.Sms;

public sealed class SmsStatusTests
{
    public static MatrixTheoryData<SmsStatus, SmsStatus> Pairs { get; } = new(Enum.GetValues<SmsStatus>(), Enum.GetValues<SmsStatus>());

    [Theory]
    [MemberData(nameof(Pairs))]
    public void MayBecome_ForEveryPair_MatchesTable(SmsStatus status, SmsStatus next) =>
        Assert.Equal(Given.Ways[status].Contains(next), status.MayBecome(next));

    [Fact]
    public void MayBecome_AlongAnyPath_ReturnsOnlyBetweenAttempts() =>
        Assert.Equal([Queued, Sending], Enum.GetValues<SmsStatus>().Where(status => Reachable(status).Contains(status)));

    [Theory]
    [InlineData(Scheduled, false)]
    [InlineData(Queued, false)]
    [InlineData(Sending, false)]
    [InlineData(Sent, false)]
    [InlineData(Delivered, true)]
    [InlineData(Undelivered, true)]
    [InlineData(Canceled, true)]
    [InlineData(Failed, true)]
    [InlineData(Expired, true)]
    [InlineData(Unknown, true)]
    public void IsFinal_OfEachStatus_MatchesTable(SmsStatus status, bool isFinal) => Assert.Equal(isFinal, status.IsFinal());

    [Fact]
    public void MayBecome_OfFinalStatus_AllowsOnlyUnknown() =>
        Assert.Equal(
            [Unknown],
            Enum.GetValues<SmsStatus>().Where(
                status => status.IsFinal() && Enum.GetValues<SmsStatus>().Any(next => status.MayBecome(next))));

    [Fact]
    public void MayBecome_OfNonFinalStatus_LeadsToFinalOne() =>
        Assert.All(
            Enum.GetValues<SmsStatus>().Where(status => !status.IsFinal()),
            status => Assert.Contains(Reachable(status), next => next.IsFinal()));

    private static HashSet<SmsStatus> Reachable(SmsStatus status)
    {
        var reachable = new HashSet<SmsStatus>();
        Follow(status);
        return reachable;

        void Follow(SmsStatus from)
        {
            foreach (var next in Enum.GetValues<SmsStatus>().Where(next => from.MayBecome(next) && reachable.Add(next)))
            {
                Follow(next);
            }
        }
    }
}
