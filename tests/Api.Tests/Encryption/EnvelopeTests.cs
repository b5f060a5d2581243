using System.Security.Cryptography;
using System.Text;
using Concierge.Infrastructure.Encryption;

namespace Concierge.Api.Tests.Encryption;

public sealed class EnvelopeTests
{
    /// <summary>The bytes 0 to 31.</summary>
    private static readonly byte[] Key = [.. Enumerable.Range(0, Envelope.KeySize).Select(value => (byte)value)];

    private static readonly byte[] OtherKey = [.. Key.Reverse()];

    private static readonly byte[] Place = "place"u8.ToArray();

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("Größe € 😀")]
    public void Open_OfSealedValue_ReturnsIt(string text)
    {
        var envelope = Envelope.Seal(Key, Encoding.UTF8.GetBytes(text), Place);

        Assert.Equal(text, Encoding.UTF8.GetString(Envelope.Open(Key, envelope, Place)));
        Assert.Equal((1, 1 + 12 + 16 + Encoding.UTF8.GetByteCount(text)), (envelope[0], envelope.Length));
    }

    [Fact]
    public void Seal_OfSameValue_DiffersEachTime() => Assert.NotEqual(Envelope.Seal(Key, Place), Envelope.Seal(Key, Place));

    /// <summary>Values that another implementation encrypted, in this layout and in those of version 1.0.0.</summary>
    [Theory]
    // Version, nonce, ciphertext, tag.
    [InlineData("01090102030405060708090a0bb92785fa8dc607a55f795bccb54f4838026b381eff772e")]
    // Nonce, ciphertext, tag: phone numbers, texts and stored responses.
    [InlineData("000102030405060708090a0b007015ad067aa71593a9996c9a2613784e90bc00055060")]
    // Nonce, tag, ciphertext: keys of user tokens.
    [InlineData("000102030405060708090a0b1593a9996c9a2613784e90bc00055060007015ad067aa7")]
    // The first byte of the nonce equals the version.
    [InlineData("010102030405060708090a0b1b3e88b647b231a9e29ef0ed08ff22e079931c683b951f")]
    [InlineData("010102030405060708090a0ba9e29ef0ed08ff22e079931c683b951f1b3e88b647b231")]
    public void Open_OfStoredValue_ReadsEveryLayout(string envelope) =>
        Assert.Equal("Größe", Encoding.UTF8.GetString(Envelope.Open(Key, Convert.FromHexString(envelope))));

    [Theory]
    [InlineData("000102030405060708090a0b007015ad067aa73056cc3aca5a31459ed6a617d1094f4b")]
    [InlineData("010102030405060708090a0b1b3e88b647b2318c27fb534bc8e87406e1a5b7b9378a34")]
    public void Open_OfStoredValueWithAssociatedData_RequiresThatData(string envelope)
    {
        var stored = Convert.FromHexString(envelope);

        Assert.Equal("Größe", Encoding.UTF8.GetString(Envelope.Open(Key, stored, Place)));
        Assert.Throws<CryptographicException>(() => Envelope.Open(Key, stored, "elsewhere"u8));
        Assert.Throws<CryptographicException>(() => Envelope.Open(Key, stored));
    }

    [Fact]
    public void Open_WithOtherKey_Throws() =>
        Assert.Throws<CryptographicException>(() => Envelope.Open(OtherKey, Envelope.Seal(Key, Place)));

    [Fact]
    public void Open_WhenAnyByteIsChangedOrMissing_Throws()
    {
        var envelope = Envelope.Seal(Key, "text"u8, Place);
        for (var i = 0; i < envelope.Length; i++)
        {
            byte[] changed = [.. envelope[..i], (byte)(envelope[i] ^ 1), .. envelope[(i + 1)..]];
            Assert.Throws<CryptographicException>(() => Envelope.Open(Key, changed, Place));
            Assert.Throws<CryptographicException>(() => Envelope.Open(Key, envelope.AsSpan(..i), Place));
        }
    }
}
