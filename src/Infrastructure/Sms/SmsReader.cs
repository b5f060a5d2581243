using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsReader(ConciergeDbContext context) : ISmsReader
{
    public Task<SmsMessage?> GetAsync(SmsMessageId id, CancellationToken cancellationToken) =>
        context.SmsMessages.AsNoTracking().SingleOrDefaultAsync(message => message.Id == id, cancellationToken);

    public async Task<IReadOnlyList<SmsMessage>> ListAsync(SmsSlice slice, CancellationToken cancellationToken)
    {
        var from = slice.From;
        var messages = context.SmsMessages.AsNoTracking().Where(message => slice.Descending ? message.Id < from : message.Id > from);
        if (slice.Status is { } status)
        {
            messages = messages.Where(message => message.Status == status);
        }

        if (slice.PhoneIndex is { } phone)
        {
            messages = messages.Where(message => message.PhoneIndex == phone);
        }

        messages = slice.Descending ? messages.OrderByDescending(message => message.Id) : messages.OrderBy(message => message.Id);
        return await messages.Take(slice.Count).ToListAsync(cancellationToken);
    }
}
