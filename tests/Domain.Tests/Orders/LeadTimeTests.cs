using Concierge.Domain.Orders;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

public sealed class LeadTimeTests
{
    [Fact]
    public void EarliestAt_WithoutLength_AllowsEveryTime() =>
        Assert.Equal(DateTimeOffset.MinValue, new LeadTime(null).EarliestAt(At("2026-11-21T12:00:00Z")));

    [Theory]
    [InlineData("00:00:00", "2026-11-21T12:00:00.123Z")]
    [InlineData("02:00:00", "2026-11-21T14:00:00.123Z")]
    [InlineData("365.00:00:00", "2027-11-21T12:00:00.123Z")]
    public void EarliestAt_WithLength_AddsItInWholeMilliseconds(string length, string earliest) =>
        Assert.Equal(At(earliest), new LeadTime(Time(length)).EarliestAt(At("2026-11-21T12:00:00.1239Z")));
}
