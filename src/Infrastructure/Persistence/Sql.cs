using System.Data;
using Concierge.Application.Paging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Runs hand-written SQL on the context's connection, in its transaction if there is one. Bypasses the query pipeline of EF Core, which
/// costs more than most statements (docs/decisions/0014-hot-statements.md). Parameters are positional ($1, $2): Npgsql would have to
/// rewrite a statement with named ones.
/// </summary>
#pragma warning disable RS0030 // This class is the one place that creates Npgsql commands.
internal static class Sql
{
    /// <summary>Returns the rows of a query, converted by <paramref name="read"/>.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this ConciergeDbContext context, string sql, NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(context, cancellationToken);
        await using var command = connection.CreateCommand(sql, parameters);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAllAsync(rows, read, cancellationToken);
    }

    /// <summary>
    /// Returns the rows of a query for a page. Rows after one that exceeds the limit are not read, so that large rows take little memory.
    /// </summary>
    public static async Task<List<T>> QueryAsync<T>(
        this ConciergeDbContext context, string sql, NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, T> read, PageLimit limit, CancellationToken cancellationToken)
        where T : ISized
    {
        await using var connection = await OpenAsync(context, cancellationToken);
        await using var command = connection.CreateCommand(sql, parameters);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        List<T> items = [];
        var bytes = 0L;
        while (!limit.IsExceeded(items.Count, bytes) && await rows.ReadAsync(cancellationToken))
        {
            items.Add(read(rows));
            bytes += items[^1].Size;
        }

        return items;
    }

    /// <summary>Returns the rows of a query, converted by <paramref name="read"/>. For synchronous callers without a context.</summary>
    /// <param name="dataSource">Where the connection comes from.</param>
    /// <param name="sql">The query.</param>
    /// <param name="parameters">Values of $1, $2 and so on.</param>
    /// <param name="read">Converts a row.</param>
    /// <param name="timeout">Command timeout, in seconds.</param>
    public static List<T> Query<T>(
        this NpgsqlDataSource dataSource, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, int timeout)
    {
        using var command = dataSource.CreateCommand(sql);
        command.CommandTimeout = timeout;
        command.Parameters.AddRange(parameters);
        using var rows = command.ExecuteReader();
        List<T> items = [];
        while (rows.Read())
        {
            items.Add(read(rows));
        }

        return items;
    }

    /// <summary>Executes a statement and returns the number of affected rows.</summary>
    public static async Task<int> ExecuteAsync(
        this ConciergeDbContext context, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(context, cancellationToken);
        await using var command = connection.CreateCommand(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Runs several statements in one round trip, and in one implicit transaction if the context has none. Returns the rows of the last
    /// one. The others must return rows too, even if these are empty: results are counted.
    /// </summary>
    public static async Task<List<T>> BatchAsync<T>(
        this ConciergeDbContext context, Statement[] statements, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(context, cancellationToken);
        await using var batch = connection.CreateBatch(statements);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        for (var skipped = 0; skipped < statements.Length - 1; skipped++)
        {
            await rows.NextResultAsync(cancellationToken);
        }

        return await ReadAllAsync(rows, read, cancellationToken);
    }

    /// <summary>
    /// Loads tracked entities with a statement that returns all their columns. Its parameters are {0}, {1} and so on. Several statements
    /// can be separated by semicolons; they run in one round trip, and only the last one returns rows.
    /// </summary>
    public static Task<List<T>> LoadAsync<T>(
        this ConciergeDbContext context, string sql, object[] parameters, CancellationToken cancellationToken)
        where T : class => context.Set<T>().FromSqlRaw(sql, parameters).ToListAsync(cancellationToken);

    /// <summary>A positional parameter.</summary>
    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>Value of a column, or the default of <typeparamref name="T"/> for NULL.</summary>
    public static T? Read<T>(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);

    private static async ValueTask<List<T>> ReadAllAsync<T>(
        NpgsqlDataReader rows, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> items = [];
        while (await rows.ReadAsync(cancellationToken))
        {
            items.Add(read(rows));
        }

        return items;
    }

    private static async ValueTask<OpenConnection> OpenAsync(ConciergeDbContext context, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var closesAfterUse = connection.State == ConnectionState.Closed;
        if (closesAfterUse)
        {
            await connection.OpenAsync(cancellationToken);
        }

        return new(connection, closesAfterUse, context.Database.GetCommandTimeout());
    }

    /// <summary>Statement of a batch.</summary>
    public readonly record struct Statement(string Sql, params NpgsqlParameter[] Parameters);

    /// <summary>The context's connection. Closed after use unless it was open before, as in a transaction.</summary>
    private readonly struct OpenConnection(NpgsqlConnection connection, bool closesAfterUse, int? timeout) : IAsyncDisposable
    {
        public NpgsqlCommand CreateCommand(string sql, NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(parameters);
            if (timeout is { } seconds)
            {
                command.CommandTimeout = seconds;
            }

            return command;
        }

        public NpgsqlBatch CreateBatch(Statement[] statements)
        {
            var batch = new NpgsqlBatch(connection);
            foreach (var statement in statements)
            {
                var command = new NpgsqlBatchCommand(statement.Sql);
                command.Parameters.AddRange(statement.Parameters);
                batch.BatchCommands.Add(command);
            }

            if (timeout is { } seconds)
            {
                batch.Timeout = seconds;
            }

            return batch;
        }

        public ValueTask DisposeAsync() => closesAfterUse ? new(connection.CloseAsync()) : default;
    }
}
#pragma warning restore RS0030
