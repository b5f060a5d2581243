namespace Concierge.Domain.Sms;

/// <summary>Loads and stores SMS messages.</summary>
public interface ISmsRepository
{
    /// <summary>Gets a message, or null if there is none.</summary>
    Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken);

    /// <summary>Adds a message.</summary>
    void Add(SmsMessage message);

    /// <summary>
    /// Locks the message that has been due the longest, changes it, and commits. Skips messages that another replica has locked.
    /// </summary>
    /// <returns>False if no message is due.</returns>
    Task<bool> TakeDueAsync(DateTimeOffset now, Action<SmsMessage> change, CancellationToken cancellationToken);
}
