using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Hand-written SQL on the context's connection, in its transaction if there is one, past everything else of EF Core: its queries, commands and diagnostics
/// cost more than most of the statements (docs/performance.md).
/// </summary>
internal static class Sql
{
    /// <param name="context">On whose connection.</param>
    /// <param name="sql">One statement, whose parameters are $1, $2 and so on: unlike names, they need not be looked for in it each time.</param>
    /// <param name="parameters">In this order.</param>
    /// <param name="read">Makes an item of a row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<List<T>> ReadAsync<T>(
        this ConciergeDbContext context, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var isOurs = connection.State == ConnectionState.Closed;
        if (isOurs)
        {
            await connection.OpenAsync(cancellationToken);
        }

        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(parameters);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<T> items = [];
            while (await rows.ReadAsync(cancellationToken))
            {
                items.Add(read(rows));
            }

            return items;
        }
        finally
        {
            if (isOurs)
            {
                await connection.CloseAsync();
            }
        }
    }

    /// <summary>A parameter of its place.</summary>
    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>The value of a column that may be NULL.</summary>
    public static T? Read<T>(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
}
