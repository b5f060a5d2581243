using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Common;
using Concierge.Application.Users;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Statements;

namespace Concierge.Infrastructure.Users;

internal sealed class UserReader(ConciergeDbContext context, IConfigurationProvider maps) : IUserReader
{
    public Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken) =>
        context.Users.Where(user => user.Id == id).ProjectTo<UserDto>(maps).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, int count, CancellationToken cancellationToken)
    {
        var users = after is { } id ? context.Users.Where(user => user.Id > id) : context.Users;
        if (search is null)
        {
            return await TakeAsync(users, count, cancellationToken);
        }

        // The one question whose best plan hangs on what is asked: a rare text is found by its trigrams and sorted, a common one on the way through the ids.
        await using var planning = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(
            "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_sort = on",
            cancellationToken);
        return await TakeAsync(users.Where(user => user.SearchName.Contains(search)), count, cancellationToken);
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

    public async Task<int?> GetTokenGenerationAsync(UserId id, CancellationToken cancellationToken)
    {
        var rows = await context.ReadAsync(
            "SELECT token_generation FROM users WHERE id = $1 AND status = 'active'", [Value(id.Value)], static row => (int?)row.GetInt32(0), cancellationToken);
        return rows.SingleOrDefault();
    }

    private async Task<List<UserDto>> TakeAsync(IQueryable<User> users, int count, CancellationToken cancellationToken) =>
        await users.OrderBy(user => user.Id).Take(count).ProjectTo<UserDto>(maps).ToListAsync(cancellationToken);
}
