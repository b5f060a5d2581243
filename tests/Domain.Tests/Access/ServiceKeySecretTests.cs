using System.Globalization;
using Concierge.Domain.Access;

namespace Concierge.Domain.Tests.Access;

public sealed class ServiceKeySecretTests
{
    [Fact]
    public void Generate_Always_ReturnsPrefixAnd256BitsInBase64Url()
    {
        for (var i = 0; i < 200; i++)
        {
            Assert.Matches(@"\Ack_[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\z", ServiceKeySecret.Generate().Text);
        }
    }

    [Fact]
    public void Generate_WhenRepeated_NeverRepeatsSecret() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => ServiceKeySecret.Generate().Text).Distinct().Count());

    /// <summary>Uses the one-block example "abc" of FIPS 180-4. The prefix and white space count.</summary>
    [Fact]
    public void Hash_Always_ReturnsSha256OfWholeText()
    {
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(ServiceKeySecret.Hash("abc")));
        Assert.NotEqual(ServiceKeySecret.Hash("ck_a"), ServiceKeySecret.Hash("ck_a "));
        Assert.NotEqual(ServiceKeySecret.Hash("ck_a"), ServiceKeySecret.Hash("a"));
    }

    [Fact]
    public void ToString_Always_HidesSecret()
    {
        var secret = ServiceKeySecret.Generate();

        foreach (var text in new[] { secret.ToString(), $"{secret}", string.Format(CultureInfo.InvariantCulture, "{0}", secret) })
        {
            Assert.Equal("ck_…", text);
        }
    }
}
