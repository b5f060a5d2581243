using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

internal sealed class UserTokenReader(ConciergeDbContext context, TimeProvider clock) : IUserTokenReader
{
    /// <summary>Whether user $1 is active in generation $2 and has token $3, or $3 is null.</summary>
    private const string Valid = """
        SELECT FROM users u
        WHERE u.id = $1 AND u.status = 'active' AND u.token_generation = $2
          AND ($3 IS NULL OR EXISTS (SELECT FROM user_tokens t WHERE t.user_id = $1 AND t.generation = $2 AND t.id = $3))
        """;

    /// <summary>The $4 latest tokens of user $1 before id $2 that are valid at $3.</summary>
    private const string List = """
        SELECT id, scopes, minted_by, created_at, expires_at
        FROM user_tokens
        WHERE user_id = $1 AND generation = (SELECT token_generation FROM users WHERE id = $1 AND status = 'active')
          AND id < $2 AND expires_at > $3
        ORDER BY id DESC LIMIT $4
        """;

    public async Task<IReadOnlyList<UserTokenDto>> ListAsync(
        UserId user, UserTokenId before, int count, CancellationToken cancellationToken) =>
        await context.QueryAsync(
            List,
            [Value(user.Value), Value(before.Value), Value(clock.GetUtcNow()), Value(count)],
            row => new UserTokenDto
            {
                Id = row.GetGuid(0),
                UserId = user.Value,
                Scopes = row.GetFieldValue<string[]>(1),
                MintedBy = row.GetString(2),
                CreatedAt = row.GetFieldValue<DateTimeOffset>(3),
                ExpiresAt = row.GetFieldValue<DateTimeOffset>(4),
            },
            cancellationToken);

    public async Task<bool> IsValidAsync(Credential token, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            Valid, [Value($"{token.User}"), Value(token.Generation), Value(token.Id)], static _ => true, cancellationToken);
        return rows.Count > 0;
    }
}
