using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>Counts accepted messages.</summary>
public interface ISmsUsageRepository
{
    /// <summary>
    /// Counts one message, in the transaction that there is. Locks the counters until its end, so that messages that are accepted at the
    /// same time never exceed a limit.
    /// </summary>
    /// <returns>The refusal of the first limit that is reached. The caller must then roll back.</returns>
    Task<Result> CountAsync(IReadOnlyList<SmsQuota> quotas, CancellationToken cancellationToken);
}
