namespace Concierge.Application.Sms;

/// <summary>Checks and rotates the keys of phone numbers and texts.</summary>
public interface ISmsKeys
{
    /// <summary>
    /// Records a digest of the configured keys, so that a wrong or missing key stops the start-up and not the first read.
    /// </summary>
    /// <exception cref="StartupException">The keys of the messages in the database are not configured.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Encrypts all messages with the current key and recomputes the blind index, then forgets unused keys. Messages can be accepted and
    /// sent at the same time. An interrupted run can be repeated. Messages that cannot be decrypted, and their keys, are left as they are.
    /// </summary>
    Task<RotatedKeysDto> RotateAsync(CancellationToken cancellationToken);
}
