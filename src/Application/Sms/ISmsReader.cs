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
