using System.Globalization;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

public sealed class OrderWindowTests
{
    [Theory]
    [InlineData("00:00:00.0010000")]
    [InlineData("00:00:00.0020000")]
    [InlineData("00:00:00.9990000")]
    [InlineData("03:00:00")]
    [InlineData("364.23:59:59.9990000")]
    [InlineData("365.00:00:00")]
    public void Constructor_WithValidLength_KeepsLength(string length)
    {
        var window = new OrderWindow(Time(length), WindowScope.All);

        Assert.True(OrderWindow.IsValid(Time(length)));
        Assert.Equal((Time(length), WindowScope.All), (window.Length, window.Scope));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:00.0000001")]
    [InlineData("-00:00:00.0010000")]
    [InlineData("-03:00:00")]
    [InlineData("-10675199.02:48:05.4775808")]
    [InlineData("00:00:00.0000001")]
    [InlineData("00:00:00.0009999")]
    [InlineData("00:00:00.0010001")]
    [InlineData("02:59:59.9999999")]
    [InlineData("03:00:00.0000001")]
    [InlineData("365.00:00:00.0000001")]
    [InlineData("365.00:00:00.0010000")]
    [InlineData("366.00:00:00")]
    [InlineData("10675199.02:48:05.4775807")]
    public void Constructor_WithInvalidLength_Throws(string length)
    {
        Assert.False(OrderWindow.IsValid(Time(length)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrderWindow(Time(length), WindowScope.Service));
    }

    [Fact]
    public void MaxLength_Always_EqualsSearchHorizon() =>
        Assert.Equal((TimeSpan.FromDays(365), TimeSpan.FromDays(365)), (OrderWindow.MaxLength, OrderConflict.Horizon));

    [Theory]
    [InlineData("08:00:00.000", false)]
    [InlineData("08:59:59.999", false)]
    [InlineData("09:00:00.000", false)]
    [InlineData("09:00:00.001", true)]
    [InlineData("11:59:59.999", true)]
    [InlineData("12:00:00.000", true)]
    [InlineData("12:00:00.001", true)]
    [InlineData("14:59:59.999", true)]
    [InlineData("15:00:00.000", false)]
    [InlineData("15:00:00.001", false)]
    [InlineData("16:00:00.000", false)]
    public void Refuses_NearOrderAtNoon_AllowsThreeHoursOrMore(string time, bool refuses) =>
        AssertRefusesBothWays(ThreeHours, refuses, At("2026-11-21T12:00:00Z"), At($"2026-11-21T{time}Z"));

    [Theory]
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T15:00:00Z")]
    [InlineData("2022-11-01T11:11:11.111Z", "2022-11-01T14:11:11.111Z")]
    // Across midnight, the end of a month and the end of a year.
    [InlineData("2026-11-21T23:00:00Z", "2026-11-22T02:00:00Z")]
    [InlineData("2026-11-30T21:00:00.001Z", "2026-12-01T00:00:00.001Z")]
    [InlineData("2026-12-31T22:30:00Z", "2027-01-01T01:30:00Z")]
    [InlineData("1999-12-31T23:59:59.999Z", "2000-01-01T02:59:59.999Z")]
    // Across February 29, and across the end of February in other years.
    [InlineData("2024-02-28T23:00:00Z", "2024-02-29T02:00:00Z")]
    [InlineData("2024-02-29T23:00:00Z", "2024-03-01T02:00:00Z")]
    [InlineData("2000-02-28T23:00:00Z", "2000-02-29T02:00:00Z")]
    [InlineData("2000-02-29T23:00:00Z", "2000-03-01T02:00:00Z")]
    [InlineData("2023-02-28T23:00:00Z", "2023-03-01T02:00:00Z")]
    [InlineData("1900-02-28T23:00:00Z", "1900-03-01T02:00:00Z")]
    // Instants in different offsets; the local days may differ.
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T16:00:00+01:00")]
    [InlineData("2026-11-21T12:00:00+14:00", "2026-11-20T13:00:00-12:00")]
    [InlineData("2026-11-21T23:30:00-05:30", "2026-11-22T13:45:00+05:45")]
    // Across a daylight saving change in Berlin: local times are two hours apart in autumn and four in spring.
    [InlineData("2026-10-25T02:30:00+02:00", "2026-10-25T04:30:00+01:00")]
    [InlineData("2026-03-29T01:30:00+01:00", "2026-03-29T05:30:00+02:00")]
    // UTC has no daylight saving time.
    [InlineData("2026-03-29T00:30:00Z", "2026-03-29T03:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T03:30:00Z")]
    // Around the Unix epoch and before it.
    [InlineData("1969-12-31T20:59:59.999Z", "1969-12-31T23:59:59.999Z")]
    [InlineData("1969-12-31T22:30:00Z", "1970-01-01T01:30:00Z")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T03:00:00Z")]
    [InlineData("1583-06-07T08:09:10.111Z", "1583-06-07T11:09:10.111Z")]
    // At the minimum and the maximum time.
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T03:00:00Z")]
    [InlineData("9999-12-31T20:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void Refuses_AtExactlyThreeHours_AllowsAndRefusesAnyLess(string earlier, string later)
    {
        var (one, other) = (At(earlier), At(later));

        AssertRefusesBothWays(ThreeHours, true, one, other.AddMilliseconds(-1));
        AssertRefusesBothWays(ThreeHours, true, one, other.AddTicks(-1));
        AssertRefusesBothWays(ThreeHours, false, one, other);
        AssertRefusesBothWays(ThreeHours, false, one, other.AddTicks(1));
    }

    [Theory]
    [InlineData("2026-03-29T01:30:00+01:00", "2026-03-29T04:30:00+02:00")]
    [InlineData("2026-11-21T12:00:00+01:00", "2026-11-21T15:00:00+02:00")]
    public void Refuses_WhenOnlyLocalTimesAreThreeHoursApart_ReturnsTrue(string earlier, string later) =>
        AssertRefusesBothWays(ThreeHours, true, At(earlier), At(later));

    [Theory]
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z")]
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T13:00:00+01:00")]
    [InlineData("2026-11-21T02:00:00+14:00", "2026-11-20T00:00:00-12:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void Refuses_AtSameInstant_ReturnsTrueForEveryWindow(string one, string other)
    {
        AssertRefusesBothWays(Window("00:00:00.001"), true, At(one), At(other));
        AssertRefusesBothWays(Window("365.00:00:00"), true, At(one), At(other));
    }

    [Fact]
    public void Refuses_FromMinToMaxTime_ReturnsFalseForLongestWindow() =>
        AssertRefusesBothWays(Window("365.00:00:00"), false, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    [Theory]
    [InlineData("2026-11-21T12:00:00Z", "2027-11-21T12:00:00Z")]
    [InlineData("2023-03-01T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z")]
    public void Refuses_WithLongestWindow_Counts365Days(string earlier, string later)
    {
        var window = Window("365.00:00:00");

        AssertRefusesBothWays(window, true, At(earlier), At(later).AddMilliseconds(-1));
        AssertRefusesBothWays(window, false, At(earlier), At(later));
    }

    [Fact]
    public void Refuses_WithWindowOfOneMillisecond_AllowsNextMillisecond()
    {
        var (window, at) = (Window("00:00:00.001"), At("2026-11-21T12:00:00Z"));

        AssertRefusesBothWays(window, true, at, at.AddTicks(9999));
        AssertRefusesBothWays(window, false, at, at.AddMilliseconds(1));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 10_800_000)]
    [InlineData("1970-01-01T00:00:00.001Z", 1, 10_800_001)]
    [InlineData("1969-12-31T23:59:59.999Z", -1, 10_799_999)]
    [InlineData("1969-12-31T21:00:00Z", -10_800_000, 0)]
    [InlineData("1969-12-31T20:00:00.5Z", -14_399_500, -3_599_500)]
    [InlineData("2022-11-01T11:11:11.111Z", 1_667_301_071_111, 1_667_311_871_111)]
    [InlineData("2022-11-01T12:11:11.111+01:00", 1_667_301_071_111, 1_667_311_871_111)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000, -62_135_586_000_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999, 253_402_311_599_999)]
    public void SlotOf_Always_StartsAtInstantAndEndsOneWindowLater(string at, long start, long end) =>
        Assert.Equal((start, end), ThreeHours.SlotOf(At(at)));

    [Theory]
    [InlineData("00:00:00.001", 1)]
    [InlineData("02:59:59.999", 10_799_999)]
    [InlineData("365.00:00:00", 31_536_000_000)]
    [InlineData("364.23:59:59.999", 31_535_999_999)]
    public void SlotOf_Always_IsAsLongAsWindow(string length, long milliseconds) =>
        Assert.Equal((0, milliseconds), Window(length).SlotOf(DateTimeOffset.UnixEpoch));

    [Fact]
    public void SlotOf_WithAnyPair_OverlapsExactlyWhenRefused() =>
        Properties.HoldsForAll(
            from length in Gen.OneOf(Gen.Choose(1, 12), Gen.Elements(10_800_000, 86_399_999, 2_000_000_000)).Select(length => (long)length)
            from around in Gen.Elements(
                At("1970-01-01T00:00:00Z"), At("1969-07-20T20:17:40Z"), At("2024-02-29T23:59:59.999Z"), At("9000-01-01T00:00:00Z"))
            from start in Gen.Choose(-12, 12)
            from windows in Gen.Choose(-2, 2)
            from apart in Gen.Choose(-3, 3)
            let one = around.AddMilliseconds(start)
            let window = new OrderWindow(TimeSpan.FromMilliseconds(length), WindowScope.Service)
            select (Window: window, One: one, Other: one.AddMilliseconds(windows * length + apart)),
            row =>
            {
                var (one, other) = (row.Window.SlotOf(row.One), row.Window.SlotOf(row.Other));
                var overlap = one.Start < other.End && other.Start < one.End;
                return row.Window.Refuses(row.One, row.Other) == overlap && row.Window.Refuses(row.Other, row.One) == overlap;
            });

    [Theory]
    [InlineData("a", "a")]
    [InlineData("b,a", "a,b")]
    [InlineData("b,a,b,a,b", "a,b")]
    [InlineData("a,A", "A,a")]
    [InlineData("9,10,100", "10,100,9")]
    [InlineData("a_,a.,aa,a-,aZ,a0,a", "a,a-,a.,a0,aZ,a_,aa")]
    [InlineData("", "")]
    public void ScopeKeys_WithServiceScope_ReturnsDistinctIdsInOrdinalOrder(string ids, string keys) =>
        Assert.Equal(keys, string.Join(',', ThreeHours.ScopeKeys(Ids(ids))));

    [Theory]
    [InlineData("a")]
    [InlineData("b,a")]
    [InlineData("")]
    public void ScopeKeys_WithScopeAll_ReturnsOneKeyThatIsNoServiceId(string ids)
    {
        var key = Assert.Single(Window("03:00:00", WindowScope.All).ScopeKeys(Ids(ids)));

        Assert.Equal("*", key);
        Assert.False(ServiceId.IsValid(key));
    }

    [Theory]
    [InlineData("00:00:00.001", "0.001 seconds")]
    [InlineData("00:00:00.5", "0.5 seconds")]
    [InlineData("00:00:00.999", "0.999 seconds")]
    [InlineData("00:00:01", "one second")]
    [InlineData("00:00:01.001", "1.001 seconds")]
    [InlineData("00:00:01.5", "1.5 seconds")]
    [InlineData("00:00:02", "two seconds")]
    [InlineData("00:00:12", "twelve seconds")]
    [InlineData("00:00:13", "13 seconds")]
    [InlineData("00:00:59.999", "59.999 seconds")]
    [InlineData("00:01:00", "one minute")]
    [InlineData("00:01:01", "61 seconds")]
    [InlineData("00:02:00", "two minutes")]
    [InlineData("00:12:00", "twelve minutes")]
    [InlineData("00:13:00", "13 minutes")]
    [InlineData("01:00:00", "one hour")]
    [InlineData("01:00:00.001", "3600.001 seconds")]
    [InlineData("01:30:00", "90 minutes")]
    [InlineData("02:00:00", "two hours")]
    [InlineData("03:00:00", "three hours")]
    [InlineData("03:00:01", "10801 seconds")]
    [InlineData("04:00:00", "four hours")]
    [InlineData("05:00:00", "five hours")]
    [InlineData("06:00:00", "six hours")]
    [InlineData("07:00:00", "seven hours")]
    [InlineData("08:00:00", "eight hours")]
    [InlineData("09:00:00", "nine hours")]
    [InlineData("10:00:00", "ten hours")]
    [InlineData("11:00:00", "eleven hours")]
    [InlineData("12:00:00", "twelve hours")]
    [InlineData("13:00:00", "13 hours")]
    [InlineData("1.00:00:00", "24 hours")]
    [InlineData("1.12:00:00", "36 hours")]
    [InlineData("364.23:59:59.999", "31535999.999 seconds")]
    [InlineData("365.00:00:00", "8760 hours")]
    public void ToString_Always_ReturnsLengthInWords(string length, string words) => Assert.Equal(words, Window(length).ToString());

    [Fact]
    public void ToString_InCultureWithDecimalComma_WritesPoint()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("0.5 seconds", Window("00:00:00.5").ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertRefusesBothWays(OrderWindow window, bool refuses, DateTimeOffset one, DateTimeOffset other) =>
        Assert.Equal((refuses, refuses), (window.Refuses(one, other), window.Refuses(other, one)));
}
