using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Messages;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Messages;

internal sealed class ContactReader(ConciergeDbContext context, IConfigurationProvider maps) : IContactReader
{
    public async Task<IReadOnlyList<Positioned<UserDto>>> ListAsync(
        UserId user, MessageId before, int count, CancellationToken cancellationToken)
    {
        // PostgreSQL merges two index scans. With OR it would read and sort all conversations of the user.
        var asA = context.Set<Conversation>().Where(c => c.UserAId == user && c.LastMessageId < before)
            .OrderByDescending(c => c.LastMessageId).Take(count).Select(c => new { PeerId = c.UserBId, c.LastMessageId });
        var asB = context.Set<Conversation>().Where(c => c.UserBId == user && c.LastMessageId < before)
            .OrderByDescending(c => c.LastMessageId).Take(count).Select(c => new { PeerId = c.UserAId, c.LastMessageId });
        var peers = await asA.Concat(asB).OrderByDescending(c => c.LastMessageId).Take(count).ToListAsync(cancellationToken);

        var ids = peers.ConvertAll(peer => peer.PeerId);
        var users = await context.Set<User>().Where(peer => ids.Contains(peer.Id))
            .ProjectTo<UserDto>(maps).ToDictionaryAsync(peer => peer.Id, cancellationToken);
        return peers.ConvertAll(peer => new Positioned<UserDto>(users[peer.PeerId.Value], peer.LastMessageId));
    }
}
