using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>A slice of a list of SMS messages.</summary>
/// <param name="From">Exclusive start.</param>
/// <param name="Descending">Whether newer messages come first.</param>
/// <param name="Status">Status to filter by; null for any.</param>
/// <param name="PhoneIndex">Blind index of the number to filter by (see <see cref="ISmsCipher.IndexOf"/>); null for any.</param>
/// <param name="Count">Maximum number of messages.</param>
public sealed record SmsSlice(SmsMessageId From, bool Descending, SmsStatus? Status, byte[]? PhoneIndex, int Count);
