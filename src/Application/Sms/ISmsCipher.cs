using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Encrypts and decrypts numbers and texts.</summary>
public interface ISmsCipher
{
    /// <summary>
    /// Encrypts a number and a text. The result is bound to the id: under the id of another message, it cannot be decrypted.
    /// </summary>
    SealedSms Seal(SmsMessageId id, PhoneNumber phone, SmsText text);

    /// <summary>
    /// Decrypts a number and a text. Returns null if that fails because the key is missing or the row was modified; the failure is counted
    /// and logged.
    /// </summary>
    (PhoneNumber Phone, SmsText Text)? Open(SmsMessageId id, SealedSms content);

    /// <summary>Computes the blind index of a number (see <see cref="SealedSms.PhoneIndex"/>).</summary>
    byte[] IndexOf(PhoneNumber phone);
}
