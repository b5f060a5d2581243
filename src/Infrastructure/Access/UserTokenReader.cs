using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

internal sealed class UserTokenReader(ConciergeDbContext context, IConfigurationProvider maps, TimeProvider clock) : IUserTokenReader
{
    /// <summary>Whether user $1 is active in generation $2 and has token $3, or $3 is null.</summary>
    private const string Valid = """
        SELECT FROM users u
        WHERE u.id = $1 AND u.status = 'active' AND u.token_generation = $2
          AND ($3 IS NULL OR EXISTS (SELECT FROM user_tokens t WHERE t.user_id = $1 AND t.generation = $2 AND t.id = $3))
        """;

    public async Task<IReadOnlyList<UserTokenDto>> ListAsync(
        UserId user, UserTokenId before, int count, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await (from owner in context.Set<User>().Where(owner => owner.Id == user && owner.Status == UserStatus.Active)
                      from token in context.Set<UserToken>().Where(
                          token => token.UserId == user && token.Generation == owner.TokenGeneration && token.Id < before
                              && token.ExpiresAt > now)
                      orderby token.Id descending
                      select token).Take(count).ProjectTo<UserTokenDto>(maps).ToListAsync(cancellationToken);
    }

    public async Task<bool> IsValidAsync(UserId user, int generation, UserTokenId? id, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            Valid, [Value(user.Value), Value(generation), Value(id?.Value)], static _ => true, cancellationToken);
        return rows.Count > 0;
    }
}
