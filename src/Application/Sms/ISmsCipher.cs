using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Encrypts numbers and texts for keeping, and finds the key to read them again.</summary>
public interface ISmsCipher
{
    /// <summary>Encrypts both for the message with this id; in another message's place they cannot be read.</summary>
    SealedSms Seal(SmsMessageId id, PhoneNumber phone, SmsText text);

    /// <summary>Decrypts both.</summary>
    (PhoneNumber Phone, SmsText Text) Open(SmsMessageId id, SealedSms content);

    /// <summary>The digest by which messages to a number are found.</summary>
    byte[] IndexOf(PhoneNumber phone);
}
