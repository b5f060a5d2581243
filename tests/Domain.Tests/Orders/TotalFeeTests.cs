using Concierge.Domain.Orders;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

public sealed class TotalFeeTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-0")]
    [InlineData("-0.00")]
    [InlineData("0.01")]
    [InlineData("0.1")]
    [InlineData("1")]
    [InlineData("1.000")]
    [InlineData("1.9900000000000000000000000000")]
    [InlineData("100")]
    [InlineData("9999999999999.98")]
    [InlineData("9999999999999.99")]
    [InlineData("9999999999999.990")]
    public void From_WithValidAmount_KeepsAmount(string amount)
    {
        var value = Amount(amount);

        Assert.Equal((true, true), (TotalFee.IsInRange(value), TotalFee.HasWholeHundredths(value)));
        Assert.Equal(value, TotalFee.From(value).Value);
    }

    [Theory]
    [InlineData("-0.01", false, true)]
    [InlineData("-1", false, true)]
    [InlineData("10000000000000", false, true)]
    [InlineData("10000000000000.00", false, true)]
    [InlineData("79228162514264337593543950335", false, true)]
    [InlineData("-79228162514264337593543950335", false, true)]
    [InlineData("0.001", true, false)]
    [InlineData("0.009", true, false)]
    [InlineData("0.005", true, false)]
    [InlineData("0.0000000000000000000000000001", true, false)]
    [InlineData("1.001", true, false)]
    [InlineData("1.994", true, false)]
    [InlineData("9999999999999.989", true, false)]
    [InlineData("9999999999999.991", false, false)]
    [InlineData("9999999999999.999", false, false)]
    [InlineData("-0.001", false, false)]
    public void From_WithInvalidAmount_Throws(string amount, bool isInRange, bool hasWholeHundredths)
    {
        var value = Amount(amount);

        Assert.Equal((isInRange, hasWholeHundredths), (TotalFee.IsInRange(value), TotalFee.HasWholeHundredths(value)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TotalFee.From(value));
    }

    [Fact]
    public void Max_AsDouble_LosesNothing()
    {
        Assert.Equal(9_999_999_999_999.99m, TotalFee.Max);
        Assert.Equal(TotalFee.Max, (decimal)(double)TotalFee.Max);
    }
}
