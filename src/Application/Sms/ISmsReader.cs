using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Reads SMS messages.</summary>
public interface ISmsReader
{
    /// <summary>Gets a message, or null if there is none.</summary>
    Task<SmsMessage?> GetAsync(SmsMessageId id, CancellationToken cancellationToken);

    /// <summary>Gets a slice of all messages, in order of time.</summary>
    Task<IReadOnlyList<SmsMessage>> ListAsync(SmsSlice slice, CancellationToken cancellationToken);
}

/// <summary>A slice of a list of SMS messages.</summary>
/// <param name="From">Exclusive start.</param>
/// <param name="Descending">Whether newer messages come first.</param>
/// <param name="Status">Status to filter by; null for any.</param>
/// <param name="PhoneIndex">Blind index of the number to filter by (see <see cref="ISmsCipher.IndexOf"/>); null for any.</param>
/// <param name="Count">Maximum number of messages.</param>
public sealed record SmsSlice(SmsMessageId From, bool Descending, SmsStatus? Status, byte[]? PhoneIndex, int Count);
