using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Messages;

/// <summary>"version > 0", which is always true, lets a query use the index on the id alone (see <see cref="MessageConfiguration"/>).</summary>
internal sealed class MessageReader(ConciergeDbContext context, IConfigurationProvider maps) : IMessageReader
{
    public Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken)
    {
        var messages = context.Messages.Where(message => message.Id == id && message.Version > 0 && message.DeletedAt == null);
        if (actor.User is { } user)
        {
            messages = messages.Where(message => message.SenderId == user || message.RecipientId == user);
        }

        return messages.ProjectTo<MessageDto>(maps).SingleOrDefaultAsync(cancellationToken);
    }

    public Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken)
    {
        if (actor.User is not { } user)
        {
            return ReadAsync(Slice(context.Messages.Where(message => message.Version > 0), slice), cancellationToken);
        }

        // Two index scans that PostgreSQL merges: "sender_id = x OR recipient_id = x" would read and sort everything the user ever wrote.
        var sent = Slice(context.Messages.Where(message => message.SenderId == user), slice);
        var received = Slice(context.Messages.Where(message => message.RecipientId == user), slice);
        return ReadAsync(Order(sent.Concat(received), slice), cancellationToken);
    }

    public Task<IReadOnlyList<MessageDto>> ListAsync(ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken) =>
        ReadAsync(Slice(context.Messages.Where(message => message.ConversationId == conversation), slice), cancellationToken);

    private static IQueryable<Message> Slice(IQueryable<Message> messages, MessageSlice slice)
    {
        var from = slice.From;
        messages = slice.Descending ? messages.Where(message => message.Id < from) : messages.Where(message => message.Id > from);
        return Order(slice.IncludeDeleted ? messages : messages.Where(message => message.DeletedAt == null), slice);
    }

    private static IQueryable<Message> Order(IQueryable<Message> messages, MessageSlice slice) =>
        (slice.Descending ? messages.OrderByDescending(message => message.Id) : messages.OrderBy(message => message.Id)).Take(slice.Count);

    private async Task<IReadOnlyList<MessageDto>> ReadAsync(IQueryable<Message> messages, CancellationToken cancellationToken) =>
        await messages.ProjectTo<MessageDto>(maps).ToListAsync(cancellationToken);
}
