using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Paging;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Users;

internal sealed class UserReader(ConciergeDbContext context, IConfigurationProvider maps) : IUserReader
{
    /// <summary>
    /// Folds the text as the database folded the names, and sets the planner for the transaction. The best plan depends on the text, so it
    /// is not cached: a rare text is found by its trigrams and sorted, a common one while reading by id.
    /// </summary>
    private const string PrepareSearch =
        """
        SELECT fold_name($1),
               set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true),
               set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true)
        """;

    public Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken) =>
        context.Set<User>().Where(user => user.Id == id).ProjectTo<UserDto>(maps).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, PageLimit limit, CancellationToken cancellationToken)
    {
        var users = after is { } id ? context.Set<User>().Where(user => user.Id > id) : context.Set<User>();
        if (search is null)
        {
            return await TakeAsync(users, limit, cancellationToken);
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var folded = (await context.QueryAsync(PrepareSearch, [Value(search)], static row => row.GetString(0), cancellationToken)).Single();
        return await TakeAsync(users.Where(user => user.SearchName.Contains(folded)), limit, cancellationToken);
    }

    public async Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken) =>
        await context.Set<User>().Where(user => ids.Contains(user.Id)).Select(user => user.Id).ToListAsync(cancellationToken);

    public async Task<UserStatus?> GetStatusAsync(UserId id, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            "SELECT status FROM users WHERE id = $1",
            [Value(id.Value)],
            static row => (UserStatus?)Enum.Parse<UserStatus>(row.GetString(0), ignoreCase: true),
            cancellationToken);
        return rows.SingleOrDefault();
    }

    private async Task<List<UserDto>> TakeAsync(IQueryable<User> users, PageLimit limit, CancellationToken cancellationToken) =>
        await users.OrderBy(user => user.Id).ProjectTo<UserDto>(maps).ToListAsync(limit, cancellationToken);
}
