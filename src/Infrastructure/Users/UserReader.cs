using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Common;
using Concierge.Application.Users;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Users;

internal sealed class UserReader(ConciergeDbContext context, IConfigurationProvider maps) : IUserReader
{
    public Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken) =>
        context.Users.Where(user => user.Id == id).ProjectTo<UserDto>(maps).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, int count, CancellationToken cancellationToken)
    {
        IQueryable<User> users = context.Users;
        if (search is not null)
        {
            users = users.Where(user => user.SearchName.Contains(search));
        }

        if (after is { } id)
        {
            users = users.Where(user => user.Id > id);
        }

        return await users.OrderBy(user => user.Id).Take(count).ProjectTo<UserDto>(maps).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Positioned<UserDto>>> ListContactsAsync(
        UserId user, MessageId before, int count, CancellationToken cancellationToken)
    {
        // Two index scans that PostgreSQL merges: "user_a_id = x OR user_b_id = x" would read and sort every conversation of the user.
        var asA = context.Conversations.Where(c => c.UserAId == user && c.LastMessageId < before)
            .OrderByDescending(c => c.LastMessageId).Take(count).Select(c => new { PeerId = c.UserBId, c.LastMessageId });
        var asB = context.Conversations.Where(c => c.UserBId == user && c.LastMessageId < before)
            .OrderByDescending(c => c.LastMessageId).Take(count).Select(c => new { PeerId = c.UserAId, c.LastMessageId });
        var peers = await asA.Concat(asB).OrderByDescending(c => c.LastMessageId).Take(count).ToListAsync(cancellationToken);

        var ids = peers.ConvertAll(peer => peer.PeerId);
        var users = await context.Users.Where(peer => ids.Contains(peer.Id)).ProjectTo<UserDto>(maps).ToDictionaryAsync(peer => peer.Id, cancellationToken);
        return peers.ConvertAll(peer => new Positioned<UserDto>(users[peer.PeerId.Value], peer.LastMessageId));
    }

    public async Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken) =>
        await context.Users.Where(user => ids.Contains(user.Id)).Select(user => user.Id).ToListAsync(cancellationToken);
}
