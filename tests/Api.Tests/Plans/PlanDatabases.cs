using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Plans;

/// <summary>
/// Two databases with the same data, which is enough for realistic query plans. Each table that grows with use has at least 100,000 rows.
/// Services, service keys, token keys, SMS keys and the slot window stay small in production.
/// </summary>
/// <param name="Analyzed">Connection string of the database with planner statistics.</param>
/// <param name="NotAnalyzed">Connection string of the database without, as in the first minutes of fast growth.</param>
internal sealed record PlanDatabases(string Analyzed, string NotAnalyzed)
{
    private static readonly string[] Tables =
    [
        "users", "conversations", "messages", "services", "orders", "service_uses", "order_slots", "idempotency_records", "sms_messages",
        "user_tokens", "audit_records", "webhook_deliveries", "webhook_attempts",
    ];

    /// <summary>Creates and fills both databases.</summary>
    public static async Task<PlanDatabases> CreateAsync(TestDatabases databases)
    {
        string source;
        await using (var api = new ApiFixture(databases))
        {
            await api.InitializeAsync();
            source = api.ConnectionString;

            // The tests, not autovacuum, decide about statistics.
            await api.QueryAsync(string.Concat(Tables.Select(table => $"ALTER TABLE {table} SET (autovacuum_enabled = off);")));
            await InsertAsync(api, UserData.Sql);
            await InsertAsync(api, UserTokenData.Sql);
            await InsertAsync(api, AuditData.Sql);
            await InsertAsync(api, WebhookData.Sql);
            await InsertAsync(api, MessageData.Sql);
            await InsertAsync(api, OrderData.Sql);
            await InsertAsync(api, IdempotencyData.Sql);
            await InsertAsync(api, SmsData.Sql, SmsData.Parameters(api.Services.GetRequiredService<ISmsCipher>()));
        }

        ClosePool(source);
        var copy = await databases.CopyAsync(source);
        await AnalyzeAsync(copy);
        return new(Analyzed: copy, NotAnalyzed: source);
    }

    /// <summary>Inserts data without the checks of foreign keys, which the data satisfies.</summary>
    private static Task InsertAsync(ApiFixture api, string sql, params (string Name, object Value)[] parameters) =>
        api.QueryAsync($"SET session_replication_role = replica; {sql}", parameters);

    /// <summary>Closes the connections to a database, because PostgreSQL does not copy a database in use.</summary>
    private static void ClosePool(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Samples 300 * 300 rows of each table, so that the statistics hardly vary between runs.</summary>
    private static async Task AnalyzeAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var analyze = new NpgsqlCommand("SET default_statistics_target = 300; ANALYZE", connection);
        await analyze.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
