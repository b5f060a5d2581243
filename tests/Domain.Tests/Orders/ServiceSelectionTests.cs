using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

public sealed class ServiceSelectionTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("b,a,c", "a,b,c")]
    [InlineData("b,a", "d,c,b,a")]
    [InlineData("a,A", "a,A")]
    [InlineData("123,789,456", "456,123,789")]
    public void Of_WithKnownServices_KeepsOrder(string ids, string known) =>
        Assert.Equal(Ids(ids), Select(ids, known).Value.Services.Select(service => service.Id));

    [Theory]
    [InlineData("a,a", "a", "1")]
    [InlineData("a,b,a", "a,b", "2")]
    [InlineData("a,a,a", "a", "1,2")]
    [InlineData("a,b,b,a", "a,b", "2,3")]
    [InlineData("b,a,c,a,b,d,a", "a,b,c,d", "3,4,6")]
    public void Of_WithDuplicates_FailsAtEachRepetition(string ids, string known, string places) =>
        Assert.Equal(At(ServiceErrors.Duplicate, places), Select(ids, known).Errors);

    [Theory]
    [InlineData("a", "", "0")]
    [InlineData("a", "b", "0")]
    [InlineData("a,b,c", "b", "0,2")]
    [InlineData("a,b,c", "a,b", "2")]
    [InlineData("a,b", "", "0,1")]
    [InlineData("a,A", "a", "1")]
    [InlineData("c,b,a", "b", "0,2")]
    public void Of_WithUnknownServices_FailsAtEach(string ids, string known, string places) =>
        Assert.Equal(At(ServiceErrors.Unknown, places), Select(ids, known).Errors);

    [Theory]
    [InlineData("a,a", "", "1")]
    [InlineData("a,b,b", "b", "2")]
    [InlineData("a,b,a,c", "", "2")]
    public void Of_WithDuplicatesAndUnknownServices_ReportsOnlyDuplicates(string ids, string known, string places) =>
        Assert.Equal(At(ServiceErrors.Duplicate, places), Select(ids, known).Errors);

    [Fact]
    public void Of_WithInactiveServices_FailsAtEachThatIsNotBooked()
    {
        KnownService[] known = [new(Ids("a")[0], "A", false), new(Ids("b")[0], "B", true), new(Ids("c")[0], "C", false)];

        var selected = ServiceSelection.Of(Ids("a,b,c"), known, [new(Ids("c")[0], "Old C")], index => $"/services/{index}/id");

        Assert.Equal(At(ServiceErrors.Inactive, "0"), selected.Errors);
    }

    [Fact]
    public void Of_WithBookedServices_KeepsTheirNames()
    {
        OrderedService[] booked = [new(Ids("b")[0], "Old B"), new(Ids("c")[0], null)];

        var selected = ServiceSelection.Of(Ids("a,b,c"), Known("a,b,c"), booked, index => $"/{index}").Value;

        Assert.Equal(["A", "Old B", "C"], selected.Services.Select(service => service.Name));
    }

    [Fact]
    public void Of_WhenFailed_HasNoValue() => Assert.Throws<InvalidOperationException>(() => Select("a,a", "a").Value);

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(50)]
    public void Of_With1To50Services_Succeeds(int count)
    {
        var ids = Many(count);

        Assert.Equal(Ids(ids), Select(ids, ids).Value.Services.Select(service => service.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void Of_WithNoneOrMoreThan50Services_Throws(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Select(Many(count), Many(count)));

    private static Result<ServiceSelection> Select(string ids, string known) =>
        ServiceSelection.Of(Ids(ids), Known(known), [], index => $"/services/{index}/id");

    private static string Many(int count) => string.Join(',', Enumerable.Range(0, count));

    /// <summary>The error at each of these indexes.</summary>
    private static IEnumerable<Error> At(Error error, string places) =>
        places.Split(',').Select(place => error.At($"/services/{place}/id"));
}
