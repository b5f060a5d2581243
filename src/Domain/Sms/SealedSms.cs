namespace Concierge.Domain.Sms;

/// <summary>
/// The encrypted number and text of an SMS. Entities hold only this form, so code that handles them cannot leak the plain text.
/// </summary>
/// <param name="Phone">The encrypted number.</param>
/// <param name="Body">The encrypted text.</param>
/// <param name="PhoneIndex">Blind index of the number: messages to one number have the same value.</param>
/// <param name="KeyId">Id of the key that both are encrypted with.</param>
public sealed record SealedSms(byte[] Phone, byte[] Body, byte[] PhoneIndex, string KeyId);
