using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>The SMS messages, for reading them.</summary>
public interface ISmsReader
{
    /// <summary>The message, or null.</summary>
    Task<SmsMessage?> GetAsync(SmsMessageId id, CancellationToken cancellationToken);

    /// <summary>A slice of all messages, in order of time.</summary>
    Task<IReadOnlyList<SmsMessage>> ListAsync(SmsSlice slice, CancellationToken cancellationToken);
}

/// <summary>A slice of a list of SMS messages.</summary>
/// <param name="From">Where it starts, exclusively.</param>
/// <param name="Descending">Whether it goes from newer to older.</param>
/// <param name="Status">The status of its messages; null for any.</param>
/// <param name="PhoneIndex">The digest of the number that its messages go to (see <see cref="ISmsCipher.IndexOf"/>); null for any.</param>
/// <param name="Count">The most messages it holds.</param>
public sealed record SmsSlice(SmsMessageId From, bool Descending, SmsStatus? Status, byte[]? PhoneIndex, int Count);
