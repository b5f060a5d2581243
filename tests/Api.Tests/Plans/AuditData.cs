namespace Concierge.Api.Tests.Plans;

/// <summary>Audit records of the plan tests.</summary>
internal static class AuditData
{
    /// <summary>
    /// 100,000 records about the users u000 to u099 by the callers c0 to c9. The first is of the start of 2099, each other one a second
    /// later.
    /// </summary>
    public const string Sql = """
        INSERT INTO audit_records (id, at, action, target, caller_kind, caller_name)
        SELECT ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, timestamptz '2099-01-01T00:00:00Z' + n * interval '1 second',
               'user_token.minted', 'u' || lpad((n % 100)::text, 3, '0'), 'backend', 'c' || n % 10
        FROM generate_series(1, 100000) n;
        """;
}
