using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Messages;

/// <summary>A database large enough for PostgreSQL to choose as it would in use, and the plans of what the product itself executes on it.</summary>
public partial class QueryPlanFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    /// <summary>A prepared statement gets its lasting plan after five executions with plans of their own.</summary>
    private const int Executions = 8;

    private readonly Recorder recorder = new();

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await QueryAsync(Data + Statistics);
    }

    /// <summary>What PostgreSQL is told of the data: statistics over every row, for the same plans on every run.</summary>
    protected virtual string Statistics => "SET default_statistics_target = 300; ANALYZE users, conversations, messages;";

    /// <summary>Sends a request that has to succeed and explains, each as often as it takes, the statements on messages and conversations it came to.</summary>
    public async Task<List<Plan>> ExplainAsync(HttpMethod method, string path, string? actingAs = null, object? body = null)
    {
        recorder.Statements.Clear();
        var answer = await SendAsync(method, path, body, actingAs);
        Assert.True(answer.Status < HttpStatusCode.BadRequest, answer.Text);
        var statements = recorder.Statements.Where(statement => Grows().IsMatch(statement.Sql)).ToList();
        Assert.NotEmpty(statements);

        var plans = new List<Plan>();
        foreach (var (sql, parameters) in statements)
        {
            plans.AddRange(await ExplainAsync(sql, parameters));
        }

        return plans;
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<ConciergeDbContext>(options => options.AddInterceptors(recorder)));
    }

    /// <summary>
    /// Prepares the statement on a connection of the product, with whatever that sets, and explains it in a transaction that changes nothing.
    /// </summary>
    private async Task<List<Plan>> ExplainAsync(string sql, NpgsqlParameter[] parameters)
    {
        var names = parameters.Select(parameter => parameter.ParameterName.TrimStart('@')).ToList();
        var numbered = ParameterName().Replace(sql, match => $"${names.IndexOf(match.Groups[1].Value) + 1}");
        var types = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(TypeOf))})";
        var values = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(Literal))})";

        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Database;
        await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var connection = (NpgsqlConnection)database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, $"PREPARE product {types} AS {numbered}");

        var plans = new List<Plan>();
        for (var i = 0; i < Executions; i++)
        {
            var json = (string)(await ExecuteAsync(connection, $"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE product {values}"))!;
            plans.Add(new(sql, JsonNode.Parse(json)![0]!["Plan"]!));
        }

        // A prepared statement is the session's, and outlives the transaction.
        await ExecuteAsync(connection, "DEALLOCATE product");
        return plans;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static string TypeOf(NpgsqlParameter parameter) => parameter.Value switch
    {
        Guid => "uuid",
        int => "integer",
        string => "text",
        var other => throw new NotSupportedException($"{parameter.ParameterName} is a {other?.GetType().Name ?? "null"}."),
    };

    private static string Literal(NpgsqlParameter parameter) =>
        $"'{Convert.ToString(parameter.Value, CultureInfo.InvariantCulture)!.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\b(messages|conversations)\b")]
    private static partial Regex Grows();

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex ParameterName();

    /// <summary>Keeps what the product executes.</summary>
    private sealed class Recorder : DbCommandInterceptor
    {
        public ConcurrentQueue<(string Sql, NpgsqlParameter[] Parameters)> Statements { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Keep(command);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Keep(command);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        private void Keep(DbCommand command) =>
            Statements.Enqueue((command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]));
    }

    /// <summary>
    /// 301 users; conversation 1 (u001, u002) of 20,000 messages, conversation 2 (u003, u004) of 200, 300 conversations of u000, and some 2,650 more.
    /// Messages of different conversations alternate, as they do in use. In the first two, three of four messages are to the second user, none is deleted;
    /// of the rest, every twentieth is.
    /// </summary>
    private const string Data = """
        INSERT INTO users (id, name, search_name, metadata, status, created_at, updated_at, version)
        SELECT 'u' || lpad(i::text, 3, '0'), 'User ' || i, 'user ' || i, '{}', 'active', now(), now(), 1 FROM generate_series(0, 300) i;

        CREATE TEMP TABLE pair AS
        SELECT row_number() OVER (ORDER BY rank, a, b) AS k, 'u' || lpad(a::text, 3, '0') AS a, 'u' || lpad(b::text, 3, '0') AS b, NULL::uuid AS id
        FROM (SELECT 1 AS rank, 1 AS a, 2 AS b
              UNION ALL SELECT 2, 3, 4
              UNION ALL SELECT 3, 0, i FROM generate_series(1, 300) i
              UNION ALL SELECT 3, i, i + d FROM generate_series(1, 300) i, generate_series(1, 9) d
                        WHERE i + d <= 300 AND (i, i + d) NOT IN ((1, 2), (3, 4))) pairs;
        UPDATE pair SET id = encode(set_byte(set_byte(h, 6, get_byte(h, 6) & 15 | 128), 8, get_byte(h, 8) & 63 | 128), 'hex')::uuid
        FROM (SELECT k AS n, substr(sha256(convert_to('concierge/conversation/' || a || '/' || b, 'UTF8')), 1, 16) AS h FROM pair) hashed WHERE n = k;

        CREATE TEMP TABLE message AS
        SELECT n, (lpad(to_hex(1760000000000 + n * 1000), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid AS id,
               CASE WHEN n % 3 = 0 THEN 1 WHEN n % 300 = 1 THEN 2 ELSE 3 + (n * 7919) % (SELECT count(*) - 2 FROM pair) END AS k
        FROM generate_series(1::bigint, 60000) n;

        INSERT INTO conversations (id, user_a_id, user_b_id, last_message_id, last_activity_at)
        SELECT pair.id, a, b, last.id, to_timestamp(1760000000 + last.n)
        FROM pair JOIN (SELECT DISTINCT ON (k) * FROM message ORDER BY k, n DESC) last USING (k);

        INSERT INTO messages (conversation_id, id, sender_id, recipient_id, body, liked_by, created_at, deleted_at, version)
        SELECT c, id, CASE WHEN from_a THEN a ELSE b END, CASE WHEN from_a THEN b ELSE a END,
               CASE WHEN NOT deleted THEN 'Message ' || n || repeat(' and so on', 5) END, '{}', at, CASE WHEN deleted THEN at END, 1
        FROM (SELECT pair.id AS c, message.id, a, b, n, to_timestamp(1760000000 + n) AS at,
                     CASE k WHEN 1 THEN n / 3 % 4 <> 0 WHEN 2 THEN n / 300 % 4 <> 0 ELSE n / 7 % 2 = 0 END AS from_a,
                     k > 2 AND n % 20 = 0 AS deleted
              FROM message JOIN pair USING (k)) m ORDER BY n;

        -- No statistics by themselves.
        ALTER TABLE users SET (autovacuum_enabled = off);
        ALTER TABLE conversations SET (autovacuum_enabled = off);
        ALTER TABLE messages SET (autovacuum_enabled = off);
        """;
}

/// <summary>The same data, of which PostgreSQL knows nothing yet, as in the first minutes of a service that grows fast.</summary>
public sealed class UnknownDataFixture(TestDatabases databases) : QueryPlanFixture(databases)
{
    protected override string Statistics => "";
}

/// <summary>What EXPLAIN ANALYZE says of one execution of a statement.</summary>
public sealed record Plan(string Sql, JsonNode Root)
{
    public IEnumerable<JsonNode> Nodes => Walk(Root);

    /// <summary>Rows of messages, or entries of their indexes, that were looked at, whether they were wanted or filtered out.</summary>
    public double MessagesExamined => Nodes.Where(IsScanOfMessages).Sum(node =>
        (double)node["Actual Loops"]! * ((double)node["Actual Rows"]! + ((double?)node["Rows Removed by Filter"] ?? 0)
            + ((double?)node["Rows Removed by Index Recheck"] ?? 0)));

    public override string ToString() => $"{Sql}\n{Root}";

    private static bool IsScanOfMessages(JsonNode node) => (string?)node["Node Type"] == "Bitmap Index Scan"
        ? ((string)node["Index Name"]!).Contains("_messages", StringComparison.Ordinal)
        : (string?)node["Relation Name"] == "messages" && (string?)node["Node Type"] is not ("ModifyTable" or "Bitmap Heap Scan");

    private static IEnumerable<JsonNode> Walk(JsonNode node) => (node["Plans"]?.AsArray() ?? []).SelectMany(child => Walk(child!)).Prepend(node);
}
