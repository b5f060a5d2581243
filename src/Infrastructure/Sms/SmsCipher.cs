using System.Security.Cryptography;
using System.Text;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random nonce for each value. What is encrypted is bound to its message and its column, so that no value can be put in
/// another's place. Numbers are found by HMAC-SHA-256 under another key: equal numbers have equal digests, and without the key none can be tried out.
/// </summary>
internal sealed class SmsCipher(SmsKeyRing keys) : ISmsCipher
{
    private const string PhoneColumn = "phone";

    private const string BodyColumn = "body";

    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;

    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    public SealedSms Seal(SmsMessageId id, PhoneNumber phone, SmsText text)
    {
        var keyId = keys.CurrentId;
        return new(Encrypt(id, keyId, PhoneColumn, phone.Value), Encrypt(id, keyId, BodyColumn, text.Value), IndexOf(phone), keyId);
    }

    public (PhoneNumber Phone, SmsText Text) Open(SmsMessageId id, SealedSms content) => (
        PhoneNumber.From(Decrypt(id, content.KeyId, PhoneColumn, content.Phone)),
        SmsText.From(Decrypt(id, content.KeyId, BodyColumn, content.Body)));

    public byte[] IndexOf(PhoneNumber phone) => HMACSHA256.HashData(keys.Index, Encoding.ASCII.GetBytes(phone.Value));

    private byte[] Encrypt(SmsMessageId id, string keyId, string column, string text)
    {
        var plaintext = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[NonceSize + plaintext.Length + TagSize];
        RandomNumberGenerator.Fill(sealedText.AsSpan(..NonceSize));
        using var cipher = CipherOf(keyId);
        cipher.Encrypt(
            sealedText.AsSpan(..NonceSize), plaintext, sealedText.AsSpan(NonceSize..^TagSize), sealedText.AsSpan(^TagSize..), PlaceOf(id, keyId, column));
        return sealedText;
    }

    private string Decrypt(SmsMessageId id, string keyId, string column, byte[] sealedText)
    {
        if (sealedText.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("The value is too short to be an encrypted one.");
        }

        var plaintext = new byte[sealedText.Length - NonceSize - TagSize];
        using var cipher = CipherOf(keyId);
        cipher.Decrypt(
            sealedText.AsSpan(..NonceSize), sealedText.AsSpan(NonceSize..^TagSize), sealedText.AsSpan(^TagSize..), plaintext, PlaceOf(id, keyId, column));
        return Encoding.UTF8.GetString(plaintext);
    }

    private AesGcm CipherOf(string keyId) =>
        new(keys.Find(keyId) ?? throw new CryptographicException($"The key {keyId} is not among the configured ones."), TagSize);

    /// <summary>What the value is bound to: its place in the database, and the key.</summary>
    private static byte[] PlaceOf(SmsMessageId id, string keyId, string column) => Encoding.UTF8.GetBytes($"sms_messages\n{column}\n{id}\n{keyId}");
}
