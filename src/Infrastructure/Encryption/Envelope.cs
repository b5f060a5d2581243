using System.Security.Cryptography;

namespace Concierge.Infrastructure.Encryption;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random nonce for each value. The layout is a version byte, the nonce (12 bytes), the ciphertext and
/// the tag (16 bytes).
/// </summary>
public static class Envelope
{
    /// <summary>Size of a key, in bytes.</summary>
    public const int KeySize = 32;

    private const byte Version = 1;

    private const int NonceSize = 12;

    private const int TagSize = 16;

    /// <summary>Encrypts a value.</summary>
    /// <param name="key">The key, of <see cref="KeySize"/> bytes.</param>
    /// <param name="plaintext">The value.</param>
    /// <param name="associatedData">Data that the value is bound to: it opens only with the same data.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData = default)
    {
        var envelope = new byte[1 + NonceSize + plaintext.Length + TagSize];
        envelope[0] = Version;
        var value = envelope.AsSpan(1..);
        RandomNumberGenerator.Fill(value[..NonceSize]);
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(value[..NonceSize], plaintext, value[NonceSize..^TagSize], value[^TagSize..], associatedData);
        return envelope;
    }

    /// <summary>
    /// Decrypts a value, also one in a layout without a version byte: nonce, ciphertext, tag, or nonce, tag, ciphertext. The first byte of
    /// a nonce can equal the version, so authentication decides which layout a value has.
    /// </summary>
    /// <exception cref="CryptographicException">The value is damaged, or the key or the associated data is not the one it was encrypted
    /// with.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> associatedData = default)
    {
        using var cipher = new AesGcm(key, TagSize);
        return (envelope is [Version, .. var value] ? OpenTagLast(cipher, value, associatedData) : null)
            ?? OpenTagLast(cipher, envelope, associatedData)
            ?? OpenTagFirst(cipher, envelope, associatedData)
            ?? throw new CryptographicException("The value cannot be decrypted.");
    }

    private static byte[]? OpenTagLast(AesGcm cipher, ReadOnlySpan<byte> value, ReadOnlySpan<byte> associatedData) =>
        value.Length < NonceSize + TagSize
            ? null
            : Decrypt(cipher, value[..NonceSize], value[NonceSize..^TagSize], value[^TagSize..], associatedData);

    private static byte[]? OpenTagFirst(AesGcm cipher, ReadOnlySpan<byte> value, ReadOnlySpan<byte> associatedData) =>
        value.Length < NonceSize + TagSize
            ? null
            : Decrypt(cipher, value[..NonceSize], value[(NonceSize + TagSize)..], value[NonceSize..(NonceSize + TagSize)], associatedData);

    private static byte[]? Decrypt(
        AesGcm cipher, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData)
    {
        try
        {
            var plaintext = new byte[ciphertext.Length];
            cipher.Decrypt(nonce, ciphertext, tag, plaintext, associatedData);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
