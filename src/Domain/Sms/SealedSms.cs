namespace Concierge.Domain.Sms;

/// <summary>Number and text of an SMS, encrypted: the form in which messages hold them, so that nothing that handles a message can give them away.</summary>
/// <param name="Phone">The number, encrypted.</param>
/// <param name="Body">The text, encrypted.</param>
/// <param name="PhoneIndex">A keyed digest of the number, by which messages to one number are found.</param>
/// <param name="KeyId">The key that decrypts both.</param>
public sealed record SealedSms(byte[] Phone, byte[] Body, byte[] PhoneIndex, string KeyId);
