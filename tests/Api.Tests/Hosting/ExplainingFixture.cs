using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// A database that is large enough for realistic query plans, and the plans of the statements that the product executes on it. Every table
/// that grows with use has at least 100,000 rows in one of these databases. Services, the keys of services, tokens and SMS messages, and
/// the slot window are few by nature.
/// </summary>
public abstract partial class ExplainingFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    /// <summary>A prepared statement gets its lasting plan after five executions with plans of their own.</summary>
    private const int Executions = 8;

    private readonly ExecutedStatements executed = new();
    private int prepared;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await FillAsync();
    }

    /// <summary>SQL that fills the database.</summary>
    protected virtual string Data => "";

    /// <summary>What PostgreSQL is told of the data.</summary>
    protected abstract string Statistics { get; }

    /// <summary>Finds the names of the tables that statements are explained for.</summary>
    protected abstract Regex Grows { get; }

    /// <summary>Sends a request that must succeed. Explains each execution of its statements on growing tables.</summary>
    public async Task<List<Plan>> ExplainAsync(HttpMethod method, string path, string? actingAs = null, object? body = null)
    {
        executed.RoundTrips.Clear();
        var answer = await SendAsync(method, path, body, actingAs);
        Assert.True(answer.Status < HttpStatusCode.BadRequest, answer.Text);
        return await ExplainAsync(executed.RoundTrips, null);
    }

    /// <summary>Runs a part of the product and explains the statements on growing tables that it executes.</summary>
    /// <param name="act">What to do, with the services of a scope.</param>
    /// <param name="time">The value of every time in the statements; null for the product's own.</param>
    public async Task<List<Plan>> ExplainAsync(Func<IServiceProvider, Task> act, DateTimeOffset? time = null)
    {
        using var activity = new Activity(nameof(ExplainAsync)).Start();
        await using (var scope = Services.CreateAsyncScope())
        {
            await act(scope.ServiceProvider);
        }

        return await ExplainAsync(executed.Of(activity.TraceId), time);
    }

    /// <summary>Explains a statement with parameters in the order of $1, $2 and so on.</summary>
    public Task<List<Plan>> ExplainAsync(string sql, params object[] parameters) => ExplainAsync("", sql, parameters);

    private async Task<List<Plan>> ExplainAsync(IEnumerable<ExecutedStatements.Statement[]> roundTrips, DateTimeOffset? time)
    {
        var statements = roundTrips.SelectMany(statements => statements).ToList();
        var settings = string.Concat(
            statements.Where(statement => statement.Sql.StartsWith("SET LOCAL ", StringComparison.Ordinal))
                .Select(statement => statement.Sql + ";"));
        var plans = new List<Plan>();
        foreach (var statement in statements.Where(statement => Grows.IsMatch(statement.Sql)))
        {
            plans.AddRange(await ExplainAsync(time is { } at ? At(at, statement) : statement, settings));
        }

        Assert.NotEmpty(plans);
        return plans;
    }

    /// <param name="settings">What the product sets for its transaction before the statement.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">In the order of $1, $2 and so on.</param>
    private async Task<List<Plan>> ExplainAsync(string settings, string sql, object[] parameters)
    {
        var types = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(TypeOf))})";
        var values = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(Literal))})";

        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Database;
        await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var connection = (NpgsqlConnection)database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        // A prepared statement is the session's. Should this end in a failure, it is still there, and in nobody's way.
        var name = $"product_{Interlocked.Increment(ref prepared)}";
        await ExecuteAsync(connection, $"{settings} PREPARE {name} {types} AS {sql}");

        var plans = new List<Plan>();
        for (var i = 0; i < Executions; i++)
        {
            // What it writes is taken back, so that each execution meets what the first one met.
            await ExecuteAsync(connection, "SAVEPOINT before");
            var json = (string)(await ExecuteAsync(connection, $"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {name} {values}"))!;
            await ExecuteAsync(connection, "ROLLBACK TO before");
            plans.Add(new(sql, JsonNode.Parse(json)![0]!["Plan"]!));
        }

        await ExecuteAsync(connection, $"DEALLOCATE {name}");
        return plans;
    }

    /// <summary>Triggers background work of the product and explains the first statement on growing tables that it executes.</summary>
    /// <param name="act">What it takes for the product to do it.</param>
    /// <param name="value">The value of every time in the statement.</param>
    public async Task<List<Plan>> ExplainAsync(Action act, DateTimeOffset value)
    {
        executed.RoundTrips.Clear();
        act();
        ExecutedStatements.Statement? found = null;
        await Poll.UntilAsync(() => (found = OnTablesThatGrow().FirstOrDefault()) is not null);
        return await ExplainAsync(At(value, found!), "");
    }

    private static ExecutedStatements.Statement At(DateTimeOffset time, ExecutedStatements.Statement statement) =>
        statement with
        {
            Parameters = [.. statement.Parameters.Select(given => given.Value is DateTimeOffset ? (given.Name, time) : given)],
        };

    private Task<List<Plan>> ExplainAsync(ExecutedStatements.Statement statement, string settings)
    {
        var names = statement.Parameters.Select(parameter => parameter.Name).ToList();
        var numbered = ParameterName().Replace(statement.Sql, match => $"${names.IndexOf(match.Groups[1].Value) + 1}");
        return ExplainAsync(settings, numbered, [.. statement.Parameters.Select(parameter => parameter.Value)]);
    }

    /// <summary>Writes the data, and has statistics made of it.</summary>
    protected virtual async Task FillAsync() => await QueryAsync(Data + Statistics);

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        executed.Watch(builder);
    }

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex ParameterName();

    private IEnumerable<ExecutedStatements.Statement> OnTablesThatGrow() =>
        executed.RoundTrips.SelectMany(statements => statements).Where(statement => Grows.IsMatch(statement.Sql));

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static string TypeOf(object parameter) => parameter switch
    {
        Guid => "uuid",
        bool => "boolean",
        int => "integer",
        long => "bigint",
        decimal => "numeric",
        string => "text",
        byte[] => "bytea",
        DateTimeOffset => "timestamptz",
        IEnumerable<string> => "text[]",
        IEnumerable<byte[]> => "bytea[]",
        var other => throw new NotSupportedException($"A parameter is a {other.GetType().Name}."),
    };

    private static string Literal(object value) => value switch
    {
        IEnumerable<string> texts => $"ARRAY[{string.Join(", ", texts.Select(Literal))}]::text[]",
        IEnumerable<byte[]> many => $"ARRAY[{string.Join(", ", many.Select(Literal))}]::bytea[]",

        // As Npgsql writes the ends of time.
        DateTimeOffset at when at == DateTimeOffset.MaxValue => "'infinity'",
        DateTimeOffset at when at == DateTimeOffset.MinValue => "'-infinity'",
        DateTimeOffset at => $"'{at.UtcDateTime:O}'",
        byte[] bytes => $"'\\x{Convert.ToHexString(bytes)}'",
        _ => $"'{Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("'", "''", StringComparison.Ordinal)}'",
    };
}

/// <summary>What EXPLAIN ANALYZE says of one execution of a statement.</summary>
public sealed record Plan(string Sql, JsonNode Root)
{
    public IEnumerable<JsonNode> Nodes => Walk(Root);

    /// <summary>The indexes that are read.</summary>
    public IEnumerable<string> Indexes => Nodes.Select(node => (string?)node["Index Name"]).OfType<string>();

    /// <summary>Rows of a table, or entries of its indexes, that were looked at, whether they were wanted or filtered out.</summary>
    public double Examined(string table) => Nodes.Where(node => IsScan(node, table)).Sum(node =>
        (double)node["Actual Loops"]! * ((double)node["Actual Rows"]! + ((double?)node["Rows Removed by Filter"] ?? 0)
            + ((double?)node["Rows Removed by Index Recheck"] ?? 0)));

    /// <summary>Pages of tables and indexes that were looked at. Unlike the rows, these tell what an index was read for in vain.</summary>
    public int Pages => (int)Root["Shared Hit Blocks"]! + (int)Root["Shared Read Blocks"]!;

    public override string ToString() => $"{Sql}\n{Root}";

    private static bool IsScan(JsonNode node, string table) => (string?)node["Node Type"] == "Bitmap Index Scan"
        ? ((string)node["Index Name"]!).Contains($"_{table}", StringComparison.Ordinal)
        : (string?)node["Relation Name"] == table && (string?)node["Node Type"] is not ("ModifyTable" or "Bitmap Heap Scan");

    private static IEnumerable<JsonNode> Walk(JsonNode node) =>
        (node["Plans"]?.AsArray() ?? []).SelectMany(child => Walk(child!)).Prepend(node);
}
