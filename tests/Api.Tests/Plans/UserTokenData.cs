using Concierge.Domain.Access;

namespace Concierge.Api.Tests.Plans;

/// <summary>User tokens of the plan tests.</summary>
internal static class UserTokenData
{
    /// <summary>
    /// 100,000 tokens of the users u000001 to u100000, one each, and 1,000 more of u000001. The id of a token ends with its number, in
    /// decimal digits.
    /// </summary>
    public const string Sql = """
        INSERT INTO user_tokens (user_id, generation, id, scopes, minted_by, created_at, expires_at)
        SELECT 'u' || lpad(CASE WHEN n > 100000 THEN 1 ELSE n END::text, 6, '0'), 0,
               ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '{messages}', 'shop', now(), timestamptz '2099-01-01T00:00:00Z'
        FROM generate_series(1, 101000) n;
        """;

    /// <summary>Gets the id of a token.</summary>
    public static UserTokenId Id(int number) => UserTokenId.From($"00000000-0000-7000-8000-{number:D12}");
}
