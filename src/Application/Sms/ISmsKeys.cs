

namespace Concierge.Application.Sms;

/// <summary>The keys that numbers and texts are encrypted with.</summary>
public interface ISmsKeys
{
    /// <summary>Has the configured keys recorded by a digest of theirs, so that a wrong or a missing one is found now and not when a message cannot be read.</summary>
    /// <exception cref="StartupException">There are no keys, or not those that the messages in the database are encrypted with.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Encrypts with the current key whatever is encrypted with another, and brings the index of numbers to its current key; then forgets the keys that nothing
    /// is encrypted with any more. Messages may be accepted and handed over meanwhile; once interrupted, it goes on where it was. What cannot be decrypted is left
    /// as it is, and keeps its key from being forgotten.
    /// </summary>
    Task<RotatedKeysDto> RotateAsync(CancellationToken cancellationToken);
}
