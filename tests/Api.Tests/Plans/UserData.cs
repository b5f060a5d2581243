namespace Concierge.Api.Tests.Plans;

/// <summary>Users of the plan tests.</summary>
internal static class UserData
{
    /// <summary>Number of users whose names begin with Zebra.</summary>
    public const int Rare = 20;

    /// <summary>100,302 users: u000 to u300 and u000000 to u100000. All names but the rare ones are User and the number.</summary>
    public const string Sql = """
        INSERT INTO users (id, name, metadata, status, created_at, updated_at, version)
        SELECT id, initcap(name), '{}', 'active', now(), now(), 1
        FROM (SELECT 'u' || lpad(i::text, 3, '0') AS id, 'user ' || i AS name FROM generate_series(0, 300) i
              UNION ALL
              SELECT 'u' || lpad(i::text, 6, '0'), CASE WHEN i % 5000 = 2500 THEN 'zebra ' ELSE 'user ' END || i
              FROM generate_series(0, 100000) i) numbered;
        """;
}
