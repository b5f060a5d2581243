using Concierge.Application.Access;
using Concierge.Infrastructure.Persistence;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

internal sealed class CredentialReader(ConciergeDbContext context, TimeProvider clock) : ICredentialReader
{
    /// <summary>
    /// The numbers, from 1, of those credentials that are valid at $4. Credential n has the id $1[n] and, if it is a user token, the user
    /// $2[n] and the generation $3[n].
    /// </summary>
    private const string Valid = """
        SELECT c.number
        FROM unnest($1, $2, $3) WITH ORDINALITY AS c (id, user_id, generation, number)
        WHERE CASE
            WHEN c.user_id IS NULL THEN EXISTS (
                SELECT FROM service_keys k
                WHERE k.id = c.id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $4))
            ELSE EXISTS (
                SELECT FROM users u
                WHERE u.id = c.user_id AND u.status = 'active' AND u.token_generation = c.generation)
              AND (c.id IS NULL OR EXISTS (
                SELECT FROM user_tokens t
                WHERE t.user_id = c.user_id AND t.generation = c.generation AND t.id = c.id))
            END
        """;

    public async Task<IReadOnlySet<Credential>> FindEndedAsync(
        IReadOnlyList<Credential> credentials, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var numbers = await context.QueryAsync(
            Valid,
            [
                Value(credentials.Select(credential => credential.Id).ToArray()),
                Value(credentials.Select(credential => credential.User?.Value).ToArray()),
                Value(credentials.Select(credential => credential.Generation).ToArray()),
                Value(now),
            ],
            static row => (int)row.GetInt64(0),
            cancellationToken);
        var valid = numbers.Select(number => credentials[number - 1]).Where(credential => !(credential.ExpiresAt <= now));
        return credentials.Except(valid).ToHashSet();
    }
}
