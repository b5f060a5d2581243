using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsRepository(ConciergeDbContext context) : ISmsRepository
{
    private const string NextDue = "SELECT id FROM sms_messages WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED";

    public Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken) =>
        context.Set<SmsMessage>().SingleOrDefaultAsync(message => message.Id == id, cancellationToken);

    public void Add(SmsMessage message) => context.Set<SmsMessage>().Add(message);

    public async Task<bool> TakeDueAsync(DateTimeOffset now, Action<SmsMessage> change, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.QueryAsync(
            NextDue, [Value(now)], static row => new SmsMessageId(row.GetGuid(0)), cancellationToken) is not [var id])
        {
            return false;
        }

        change(await context.Set<SmsMessage>().SingleAsync(message => message.Id == id, cancellationToken));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
