namespace Concierge.Domain.Sms;

/// <summary>Loads and stores SMS messages.</summary>
public interface ISmsRepository
{
    /// <summary>Gets a message, or null if there is none.</summary>
    Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken);

    /// <summary>Adds a message.</summary>
    void Add(SmsMessage message);
}
