using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Concierge.Application.Pipeline;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Encryption;
using Microsoft.Extensions.Logging;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// Encrypts each value in an <see cref="Envelope"/> that is bound to its row, column and key, so a value cannot be moved to another place.
/// The blind index of a number is its HMAC-SHA-256 under a separate key: without that key, nobody can try out numbers.
/// </summary>
internal sealed partial class SmsCipher : ISmsCipher
{
    private const string PhoneColumn = "phone";

    private const string BodyColumn = "body";

    private readonly ConcurrentDictionary<string, bool> warned = new();

    private readonly KeyRing keys;
    private readonly ILogger<SmsCipher> logger;
    private long unreadable;

    public SmsCipher(KeyRing keys, IMeterFactory meters, ILogger<SmsCipher> logger)
    {
        (this.keys, this.logger) = (keys, logger);

        // Observable, so that it is exported as 0 before the first failure.
        meters.Create(UseCaseTelemetry.Name).CreateObservableCounter(
            "concierge.sms.unreadable", () => Interlocked.Read(ref unreadable),
            "{message}", "SMS messages that could not be decrypted when they were read.");
    }

    public SealedSms Seal(SmsMessageId id, PhoneNumber phone, SmsText text)
    {
        var keyId = keys.CurrentId;
        return new(Encrypt(id, keyId, PhoneColumn, phone.Value), Encrypt(id, keyId, BodyColumn, text.Value), IndexOf(phone), keyId);
    }

    public (PhoneNumber Phone, SmsText Text)? Open(SmsMessageId id, SealedSms content)
    {
        try
        {
            return (
                PhoneNumber.From(Decrypt(id, content.KeyId, PhoneColumn, content.Phone)),
                SmsText.From(Decrypt(id, content.KeyId, BodyColumn, content.Body)));
        }
        catch (CryptographicException)
        {
            Interlocked.Increment(ref unreadable);
            if (warned.TryAdd(content.KeyId, true))
            {
                Unreadable(logger, content.KeyId);
            }

            return null;
        }
    }

    public byte[] IndexOf(PhoneNumber phone) => HMACSHA256.HashData(keys.Index, Encoding.ASCII.GetBytes(phone.Value));

    private byte[] Encrypt(SmsMessageId id, string keyId, string column, string text) =>
        Envelope.Seal(Find(keyId), Encoding.UTF8.GetBytes(text), PlaceOf(id, keyId, column));

    private string Decrypt(SmsMessageId id, string keyId, string column, byte[] envelope) =>
        Encoding.UTF8.GetString(Envelope.Open(Find(keyId), envelope, PlaceOf(id, keyId, column)));

    private byte[] Find(string keyId) => keys.Find(keyId) ?? throw new CryptographicException("The key is not configured.");

    /// <summary>Returns what a value is bound to: its place in the database and its key.</summary>
    private static byte[] PlaceOf(SmsMessageId id, string keyId, string column) =>
        Encoding.UTF8.GetBytes($"sms_messages\n{column}\n{id}\n{keyId}");

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An SMS message with the key {KeyId} cannot be decrypted: the key is missing, or the row was modified. "
            + "Logged once for each key")]
    private static partial void Unreadable(ILogger logger, string keyId);
}
