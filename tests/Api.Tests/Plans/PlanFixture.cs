using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Plans;

/// <summary>Explains the statements that the product executes on a large database with planner statistics.</summary>
public partial class PlanFixture(TestDatabases databases) : ApiFixture(databases)
{
    /// <summary>
    /// Number of executions of each prepared statement. PostgreSQL may switch to a generic plan after five (PostgreSQL manual, PREPARE).
    /// </summary>
    private const int Executions = 8;

    private readonly ExecutedStatements executed = new();
    private int prepared;

    /// <summary>Sends a request that must succeed. Explains each execution of its statements on growing tables.</summary>
    public async Task<List<Plan>> ExplainAsync(HttpMethod method, string path, string? actingAs = null, object? body = null)
    {
        using var activity = new Activity(nameof(ExplainAsync)).Start();
        var answer = await SendAsync(method, path, body, actingAs, ("traceparent", activity.Id!));
        Assert.True(answer.Status < HttpStatusCode.BadRequest, answer.Text);
        return await ExplainAsync(executed.Of(activity.TraceId), null);
    }

    /// <summary>Runs a part of the product and explains the statements on growing tables that it executes.</summary>
    /// <param name="act">Action, which gets the services of a scope.</param>
    /// <param name="time">Value of every time in the statements; null keeps the product's values.</param>
    public async Task<List<Plan>> ExplainAsync(Func<IServiceProvider, Task> act, DateTimeOffset? time = null)
    {
        using var activity = new Activity(nameof(ExplainAsync)).Start();
        await using (var scope = Services.CreateAsyncScope())
        {
            await act(scope.ServiceProvider);
        }

        return await ExplainAsync(executed.Of(activity.TraceId), time);
    }

    /// <summary>Triggers background work of the product and explains the first statement on growing tables that it executes.</summary>
    /// <param name="trigger">Action that triggers the work.</param>
    /// <param name="time">Value of every time in the statement.</param>
    public async Task<List<Plan>> ExplainAsync(Action trigger, DateTimeOffset time)
    {
        executed.RoundTrips.Clear();
        trigger();
        ExecutedStatements.Statement? found = null;
        await Poll.UntilAsync(() =>
            (found = executed.RoundTrips.SelectMany(statements => statements).FirstOrDefault(IsExplained)) is not null);
        return await ExplainAsync(At(time, found!), "");
    }

    /// <summary>Explains a statement with parameters in the order of $1, $2 and so on.</summary>
    public Task<List<Plan>> ExplainAsync(string sql, params object[] parameters) => ExplainAsync("", sql, parameters);

    protected override async Task<string> CreateDatabaseAsync(TestDatabases databases) => (await databases.Plans).Analyzed;

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        executed.Watch(builder);

        // Only a wake-up starts the dispatcher. A poll between two wake-ups would add statements.
        builder.UseSetting("Sms:PollInterval", "1.00:00:00");
    }

    private async Task<List<Plan>> ExplainAsync(IEnumerable<ExecutedStatements.Statement[]> roundTrips, DateTimeOffset? time)
    {
        var statements = roundTrips.SelectMany(statements => statements).ToList();
        var settings = string.Concat(
            statements.SelectMany(statement => LocalSetting().Matches(statement.Sql))
                .Select(setting => $"SET LOCAL {setting.Groups[1]} = {setting.Groups[2]};"));
        var plans = new List<Plan>();
        foreach (var statement in statements.Where(IsExplained))
        {
            plans.AddRange(await ExplainAsync(time is { } at ? At(at, statement) : statement, settings));
        }

        Assert.NotEmpty(plans);
        return plans;
    }

    /// <summary>Explains a command. EF Core sends several changes as one command with named parameters.</summary>
    private async Task<List<Plan>> ExplainAsync(ExecutedStatements.Statement command, string settings)
    {
        var plans = new List<Plan>();
        foreach (var sql in command.Sql.Split(";\n").Where(sql => GrowingTable().IsMatch(sql)))
        {
            var names = ParameterName().Matches(sql).Select(match => match.Groups[1].Value).Distinct().ToList();
            var values = names.Count == 0
                ? command.Parameters.Select(parameter => parameter.Value)
                : names.Select(name => command.Parameters.First(parameter => parameter.Name == name).Value);
            var numbered = ParameterName().Replace(sql, match => $"${names.IndexOf(match.Groups[1].Value) + 1}");
            plans.AddRange(await ExplainAsync(settings, numbered, [.. values]));
        }

        return plans;
    }

    /// <param name="settings">Settings that the product makes in its transaction before the statement.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Parameters in the order of $1, $2 and so on.</param>
    private async Task<List<Plan>> ExplainAsync(string settings, string sql, object[] parameters)
    {
        var types = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(TypeOf))})";
        var values = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(Literal))})";

        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Database;
        await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var connection = (NpgsqlConnection)database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        // The name is unique, because the pooled session keeps a prepared statement if this method fails.
        var name = $"product_{Interlocked.Increment(ref prepared)}";
        await ExecuteAsync(connection, $"{settings} PREPARE {name} {types} AS {sql}");

        var plans = new List<Plan>();
        for (var i = 0; i < Executions; i++)
        {
            // Every execution finds the same data.
            await ExecuteAsync(connection, "SAVEPOINT before");
            var json = (string)(await ExecuteAsync(connection, $"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {name} {values}"))!;
            await ExecuteAsync(connection, "ROLLBACK TO before");
            plans.Add(Plan.Parse(sql, json));
        }

        await ExecuteAsync(connection, $"DEALLOCATE {name}");
        return plans;
    }

    private static bool IsExplained(ExecutedStatements.Statement statement) => GrowingTable().IsMatch(statement.Sql);

    private static ExecutedStatements.Statement At(DateTimeOffset time, ExecutedStatements.Statement statement) =>
        statement with
        {
            Parameters = [.. statement.Parameters.Select(given => given.Value is DateTimeOffset ? (given.Name, time) : given)],
        };

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static string TypeOf(object? parameter) => parameter switch
    {
        // Only ids are NULL, which are text.
        null => "text",
        Guid => "uuid",
        bool => "boolean",
        int => "integer",
        long => "bigint",
        decimal => "numeric",
        string => "text",
        byte[] => "bytea",
        DateTimeOffset => "timestamptz",
        TimeSpan => "interval",
        IEnumerable<string> => "text[]",
        IEnumerable<int> => "integer[]",
        IEnumerable<Guid> or IEnumerable<Guid?> => "uuid[]",
        IEnumerable<byte[]> => "bytea[]",
        var other => throw new NotSupportedException($"A parameter is a {other.GetType().Name}."),
    };

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        IEnumerable<string?> texts => $"ARRAY[{string.Join(", ", texts.Select(Literal))}]::text[]",
        IEnumerable<int> numbers => $"ARRAY[{string.Join(", ", numbers)}]::integer[]",
        IEnumerable<Guid> ids => $"ARRAY[{string.Join(", ", ids.Select(id => $"'{id}'"))}]::uuid[]",
        IEnumerable<Guid?> ids => $"ARRAY[{string.Join(", ", ids.Select(id => id is null ? "NULL" : $"'{id}'"))}]::uuid[]",
        IEnumerable<byte[]> many => $"ARRAY[{string.Join(", ", many.Select(Literal))}]::bytea[]",

        // Npgsql writes the extreme values as infinity.
        DateTimeOffset at when at == DateTimeOffset.MaxValue => "'infinity'",
        DateTimeOffset at when at == DateTimeOffset.MinValue => "'-infinity'",
        DateTimeOffset at => $"'{at.UtcDateTime:O}'",
        byte[] bytes => $"'\\x{Convert.ToHexString(bytes)}'",
        _ => $"'{Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("'", "''", StringComparison.Ordinal)}'",
    };

    [GeneratedRegex(@"set_config\('(\w+)', '(\w+)', true\)")]
    private static partial Regex LocalSetting();

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex ParameterName();

    [GeneratedRegex(
        @"\b(users|conversations|messages|services|orders|service_uses|order_slots|idempotency_records)\b"
        + @"|\bFROM (sms_messages|user_tokens|audit_records|webhook_deliveries|webhook_attempts)\b")]
    private static partial Regex GrowingTable();
}
