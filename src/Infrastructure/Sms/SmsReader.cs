using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsReader(ConciergeDbContext context) : ISmsReader
{
    public Task<SmsMessage?> GetAsync(SmsMessageId id, CancellationToken cancellationToken) =>
        context.Set<SmsMessage>().AsNoTracking().SingleOrDefaultAsync(message => message.Id == id, cancellationToken);

    public async Task<IReadOnlyList<SmsMessage>> ListAsync(SmsSlice slice, CancellationToken cancellationToken)
    {
        var from = slice.From;
        var messages = context.Set<SmsMessage>().AsNoTracking().Where(message => slice.Descending ? message.Id < from : message.Id > from);
        if (slice.PhoneIndex is { } phone)
        {
            // In the words of the index on number and id, for the same reason as below.
            byte[][] phones = [phone];
            messages = messages.Where(
                message => phones.Contains(message.PhoneIndex) && (slice.Status == null || message.Status == slice.Status));
            return await (slice.Descending
                ? messages.OrderByDescending(message => message.PhoneIndex).ThenByDescending(message => message.Id)
                : messages.OrderBy(message => message.PhoneIndex).ThenBy(message => message.Id))
                    .Take(slice.Count).ToListAsync(cancellationToken);
        }

        if (slice.Status is { } status)
        {
            // Forces the index on status and id. For "status = x ORDER BY id" the planner may scan all ids, expecting to meet x soon.
            SmsStatus[] statuses = [status];
            messages = messages.Where(message => statuses.Contains(message.Status));
            return await (slice.Descending
                ? messages.OrderByDescending(message => message.Status).ThenByDescending(message => message.Id)
                : messages.OrderBy(message => message.Status).ThenBy(message => message.Id))
                    .Take(slice.Count).ToListAsync(cancellationToken);
        }

        return await (slice.Descending ? messages.OrderByDescending(message => message.Id) : messages.OrderBy(message => message.Id))
            .Take(slice.Count).ToListAsync(cancellationToken);
    }
}
