namespace Concierge.Domain.Sms;

/// <summary>The SMS messages, for changing them.</summary>
public interface ISmsRepository
{
    /// <summary>The message, or null.</summary>
    Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken);

    /// <summary>Adds a message.</summary>
    void Add(SmsMessage message);
}
