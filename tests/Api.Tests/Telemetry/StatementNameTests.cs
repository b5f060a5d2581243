using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Tests.Telemetry;

public sealed class StatementNameTests
{
    [Theory]
    [InlineData("INSERT INTO users (id) VALUES ($1)", "INSERT users")]
    [InlineData("UPDATE messages SET body = $1", "UPDATE messages")]
    [InlineData("DELETE FROM sms_usage WHERE ends_at <= $1", "DELETE sms_usage")]
    [InlineData("SELECT u.id\nFROM users AS u\nWHERE u.id = $1", "SELECT users")]
    [InlineData("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"", "SELECT __EFMigrationsHistory")]
    [InlineData("SELECT 1 FROM event_feed WHERE id = 1 FOR UPDATE", "SELECT event_feed")]
    [InlineData("SELECT 1 FROM event_feed FOR NO KEY UPDATE SKIP LOCKED", "SELECT event_feed")]
    [InlineData("INSERT INTO a (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET b = 1", "INSERT a")]
    [InlineData("WITH u AS (SELECT status FROM users FOR SHARE), m AS (INSERT INTO messages SELECT 1) SELECT FROM m", "INSERT messages")]
    [InlineData("SELECT clock_timestamp()", "SELECT")]
    [InlineData("BEGIN", "BEGIN")]
    [InlineData("", "")]
    public void Of_Always_IsVerbAndTable(string sql, string expected) => Assert.Equal(expected, StatementName.Of(sql));
}
