using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Users;

internal sealed class UserReader(ConciergeDbContext context, IConfigurationProvider maps) : IUserReader
{
    public Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken) =>
        context.Set<User>().Where(user => user.Id == id).ProjectTo<UserDto>(maps).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, int count, CancellationToken cancellationToken)
    {
        var users = after is { } id ? context.Set<User>().Where(user => user.Id > id) : context.Set<User>();
        if (search is null)
        {
            return await TakeAsync(users, count, cancellationToken);
        }

        // The best plan depends on the text, so it is not cached: a rare text is found by its trigrams and sorted, a common one while
        // reading by id.
        await using var planning = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteAsync(
            "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = on; "
            + "SET LOCAL enable_bitmapscan = on; SET LOCAL enable_sort = on",
            [],
            cancellationToken);
        return await TakeAsync(users.Where(user => user.SearchName.Contains(search)), count, cancellationToken);
    }

    public async Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken) =>
        await context.Set<User>().Where(user => ids.Contains(user.Id)).Select(user => user.Id).ToListAsync(cancellationToken);

    public async Task<int?> GetTokenGenerationAsync(UserId id, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            "SELECT token_generation FROM users WHERE id = $1 AND status = 'active'",
            [Value(id.Value)],
            static row => (int?)row.GetInt32(0),
            cancellationToken);
        return rows.SingleOrDefault();
    }

    private async Task<List<UserDto>> TakeAsync(IQueryable<User> users, int count, CancellationToken cancellationToken) =>
        await users.OrderBy(user => user.Id).Take(count).ProjectTo<UserDto>(maps).ToListAsync(cancellationToken);
}
