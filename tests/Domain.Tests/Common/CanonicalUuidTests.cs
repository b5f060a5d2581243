using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class CanonicalUuidTests
{
    [Theory]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920B3C-5D4E-7F60-8A9B-0C1D2E3F4A5B")]
    [InlineData("01920b3c-5D4E-7f60-8A9B-0c1d2e3f4a5B")]
    public void TryParse_WithCanonicalForm_IgnoresCase(string text)
    {
        Assert.True(CanonicalUuid.TryParse(text, out var value));
        Assert.Equal("01920b3c5d4e7f608a9b0c1d2e3f4a5b", Convert.ToHexStringLower(value.ToByteArray(bigEndian: true)));
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void TryParse_WithAnyVersion_ReturnsTrue(string text)
    {
        Assert.True(CanonicalUuid.TryParse(text, out var value));
        Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01920b3c")]
    // Other formats that Guid parses.
    [InlineData("01920b3c5d4e7f608a9b0c1d2e3f4a5b")]
    [InlineData("{01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b}")]
    [InlineData("(01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b)")]
    [InlineData("{0x01920b3c,0x5d4e,0x7f60,{0x8a,0x9b,0x0c,0x1d,0x2e,0x3f,0x4a,0x5b}}")]
    [InlineData("urn:uuid:01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    // One digit too few or too many, or a wrong separator.
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5bb")]
    [InlineData("01920b3c5-d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c_5d4e_7f60_8a9b_0c1d2e3f4a5b")]
    [InlineData("01920b3g-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("\uff101920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    // Surrounding white space.
    [InlineData(" 01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b ")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b\n")]
    [InlineData("\u00a001920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    // A sign or a prefix among the digits.
    [InlineData("+1920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("0x920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-+d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-0x4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-0X60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d+e3f4a5b")]
    public void TryParse_WithAnotherForm_ReturnsFalse(string? text) => Assert.False(CanonicalUuid.TryParse(text, out _));
}
