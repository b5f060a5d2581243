using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsRepository(ConciergeDbContext context) : ISmsRepository
{
    public Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken) =>
        context.Set<SmsMessage>().SingleOrDefaultAsync(message => message.Id == id, cancellationToken);

    public void Add(SmsMessage message) => context.Set<SmsMessage>().Add(message);
}
