using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>Loads and stores SMS messages.</summary>
public interface ISmsRepository
{
    /// <summary>Gets a message, or null if there is none.</summary>
    Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores an accepted message. Fails with <see cref="SmsErrors.KeyRetired"/> if the key that it is encrypted with was removed.
    /// </summary>
    Task<Result> AcceptAsync(SmsMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Locks due messages that this replica can decrypt, changes each, and commits. Skips messages that another replica has locked.
    /// Messages of one backend are in order of time, and backends take turns. A message that an earlier one to its number holds back (<see
    /// cref="SmsMessage.HeldUntil"/>) is passed to <paramref name="change"/> as well.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="count">Maximum number of messages that are not held back.</param>
    /// <param name="scan">Maximum number of messages of each backend that are looked at.</param>
    /// <param name="afterBackend">The backend that had the last turn.</param>
    /// <param name="change">Changes a message.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if no message is due.</returns>
    Task<bool> TakeDueAsync(
        DateTimeOffset now, int count, int scan, string afterBackend, Action<SmsMessage> change, CancellationToken cancellationToken);

    /// <summary>
    /// Locks sent messages whose report is overdue, oldest first, changes each, and commits. Skips messages that another replica has
    /// locked. Gives messages that an earlier release sent their time.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="count">Maximum number of messages.</param>
    /// <param name="change">Changes a message.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if there is no such message.</returns>
    Task<bool> TakeOverdueAsync(DateTimeOffset now, int count, Action<SmsMessage> change, CancellationToken cancellationToken);

    /// <summary>
    /// Locks messages in the queue that this replica cannot decrypt and whose time to live was over at <paramref name="time"/>, changes
    /// each, and commits. Skips messages that another replica has locked.
    /// </summary>
    /// <returns>Number of messages.</returns>
    Task<int> TakeUnreadableAsync(DateTimeOffset time, Action<SmsMessage> change, CancellationToken cancellationToken);

    /// <summary>
    /// Removes number and text of messages with a terminal status and an id below <paramref name="before"/>, a limited number at once.
    /// </summary>
    /// <returns>Number of messages; 0 if none is left.</returns>
    Task<int> RedactBeforeAsync(SmsMessageId before, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Stores a message whose attempt has ended, and releases the next message to its number.</summary>
    /// <returns>False if the stored message is not of version <paramref name="fromVersion"/> any more; nothing was stored then.</returns>
    Task<bool> EndAttemptAsync(SmsMessage message, int fromVersion, CancellationToken cancellationToken);
}
