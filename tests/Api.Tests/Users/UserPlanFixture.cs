using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

/// <summary>Enough users for realistic query plans: 100,000 from u000001 on. Most names are User and a number; 20 names are not.</summary>
public partial class UserPlanFixture(TestDatabases databases) : ExplainingFixture(databases)
{
    /// <summary>How many have a text in their names that is rare.</summary>
    public const int Rare = 20;

    protected override string Statistics => "SET default_statistics_target = 300; ANALYZE users;";

    protected override Regex Grows => OfUsers();

    protected override string Data => """
        -- No statistics by themselves.
        ALTER TABLE users SET (autovacuum_enabled = off);

        INSERT INTO users (id, name, search_name, metadata, status, created_at, updated_at, version)
        SELECT 'u' || lpad(i::text, 6, '0'), initcap(name), name, '{}', 'active', now(), now(), 1
        FROM (SELECT i, CASE WHEN i % 5000 = 0 THEN 'zebra ' ELSE 'user ' END || i AS name FROM generate_series(1, 100000) i) named;
        """;

    [GeneratedRegex(@"\busers\b")]
    private static partial Regex OfUsers();
}

/// <summary>The same users, of whom PostgreSQL knows nothing yet.</summary>
public sealed class UnknownUsersFixture(TestDatabases databases) : UserPlanFixture(databases)
{
    protected override string Statistics => "";
}
