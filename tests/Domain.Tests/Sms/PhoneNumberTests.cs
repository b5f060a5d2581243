using Concierge.Domain.Sms;

namespace Concierge.Domain.Tests.Sms;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("5551234567", "+1", "+15551234567")]
    [InlineData("5551234567", "+44", "+445551234567")]
    [InlineData("5551234567", "+420", "+4205551234567")]
    [InlineData("0000000000", "+1", "+10000000000")]
    [InlineData("0123456789", "+49", "+490123456789")]
    public void TryParse_WithTenDigits_AddsCountryCode(string text, string countryCode, string expected)
    {
        Assert.True(PhoneNumber.TryParse(text, countryCode, out var number));
        Assert.Equal(expected, number.Value);
    }

    [Theory]
    [InlineData("+12345678")]
    [InlineData("+1234567890")]
    [InlineData("+15551234567")]
    [InlineData("+442071838750")]
    [InlineData("+99999999999999")]
    [InlineData("+123456789012345")]
    public void TryParse_WithInternationalNumber_KeepsIt(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, "+44", out var number));
        Assert.Equal(text, number.Value);
        Assert.Equal(number, PhoneNumber.From(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    // One digit too few or too many.
    [InlineData("555123456")]
    [InlineData("55512345678")]
    [InlineData("+1234567")]
    [InlineData("+1234567890123456")]
    // No country code begins with 0.
    [InlineData("+0")]
    [InlineData("+0123456789")]
    [InlineData("+01234567890")]
    // Formatted.
    [InlineData("555 123 4567")]
    [InlineData("+1 5551234567")]
    [InlineData("555-123-4567")]
    [InlineData("+1-555-123-4567")]
    [InlineData("(555) 123-4567")]
    [InlineData("555.123.4567")]
    [InlineData("+1(0)5551234567")]
    [InlineData("00445551234567")]
    [InlineData("tel:+15551234567")]
    [InlineData("%2B15551234567")]
    [InlineData("5551234567;ext=1")]
    // Letters, signs and other numbers.
    [InlineData("555CALLNOW")]
    [InlineData("555123456a")]
    [InlineData("+1555123456a")]
    [InlineData("-555123456")]
    [InlineData("-5551234567")]
    [InlineData("5.55123e10")]
    [InlineData("++15551234567")]
    [InlineData("15551234567+")]
    // Digits and signs of other scripts.
    [InlineData("\uff15\uff15\uff15\uff11\uff12\uff13\uff14\uff15\uff16\uff17")]
    [InlineData("\u0665\u0665\u0665\u0661\u0662\u0663\u0664\u0665\u0666\u0667")]
    [InlineData("+1555123456\uff17")]
    [InlineData("\uff0b15551234567")]
    // Other characters before or after the number.
    [InlineData("5551234567\n")]
    [InlineData("+15551234567\n")]
    [InlineData("\n5551234567")]
    [InlineData(" 5551234567")]
    [InlineData("5551234567 ")]
    [InlineData(" +15551234567")]
    [InlineData("+15551234567\r\n")]
    [InlineData("+15551234567\0")]
    [InlineData("5551234567\n5551234567")]
    public void TryParse_WithAnyOtherText_ReturnsFalse(string? text)
    {
        Assert.False(PhoneNumber.TryParse(text, "+1", out var number));
        Assert.Null(number.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5551234567")]
    [InlineData("+1555 1234567")]
    [InlineData("+1234567")]
    public void From_WithoutInternationalNumber_ThrowsWithoutTheText(string? text)
    {
        var exception = Assert.Throws<ArgumentException>(() => PhoneNumber.From(text!));

        Assert.Equal("Not a phone number.", exception.Message);
    }

    [Fact]
    public void ToString_Always_HidesNumber()
    {
        var number = PhoneNumber.From("+15551234567");

        Assert.Equal("(a phone number)", number.ToString());
        Assert.Equal("(a phone number)", $"{number}");
        Assert.Equal("(a phone number)", default(PhoneNumber).ToString());
    }

    [Fact]
    public void Equals_WhenFormDiffers_ReturnsTrue()
    {
        Assert.True(PhoneNumber.TryParse("5551234567", "+1", out var number));

        Assert.Equal(PhoneNumber.From("+15551234567"), number);
        Assert.NotEqual(PhoneNumber.From("+15551234568"), number);
    }

    [Theory]
    [InlineData("+1", true)]
    [InlineData("+44", true)]
    [InlineData("+420", true)]
    [InlineData("+999", true)]
    [InlineData("+0", false)]
    [InlineData("+01", false)]
    [InlineData("+1234", false)]
    [InlineData("1", false)]
    [InlineData("+", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("+1\n", false)]
    [InlineData(" +1", false)]
    [InlineData("+\uff11", false)]
    public void IsCountryCode_WithText_ReturnsWhetherItIsOne(string? text, bool isOne) =>
        Assert.Equal(isOne, PhoneNumber.IsCountryCode(text));
}
