using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsUsageRepository(ConciergeDbContext context) : ISmsUsageRepository
{
    /// <summary>Counts a message under $1 in the period that ends at $2. Returns no row if there are $3 already.</summary>
    private const string Count = """
        INSERT INTO sms_usage AS u (key, ends_at, count) VALUES ($1, $2, 1)
        ON CONFLICT (key, ends_at) DO UPDATE SET count = u.count + 1 WHERE u.count < $3
        RETURNING count
        """;

    public async Task<Result> CountAsync(IReadOnlyList<SmsQuota> quotas, CancellationToken cancellationToken)
    {
        // One by one: the lock of a counter that many messages share is taken last.
        foreach (var quota in quotas)
        {
            var counts = await context.QueryAsync(
                Count, [Value(quota.Key), Value(quota.EndsAt), Value(quota.Most)], static row => row.GetInt32(0), cancellationToken);
            if (counts.Count == 0)
            {
                return quota.Refusal;
            }
        }

        return Result.Success;
    }
}
