using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Hand-written SQL on the context's connection, in its transaction and with its diagnostics, past its LINQ: translating a query, or finding it translated
/// already, costs more than most of the statements (docs/performance.md).
/// </summary>
internal static class Statements
{
    public static async Task<List<T>> ReadAsync<T>(
        this ConciergeDbContext context, string sql, NpgsqlParameter[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = context.GetService<IRawSqlCommandBuilder>().Build(sql, parameters, context.Model);
        await using var rows = await command.RelationalCommand.ExecuteReaderAsync(
            new(
                context.GetService<IRelationalConnection>(), command.ParameterValues, readerColumns: null, context,
                context.GetService<IRelationalCommandDiagnosticsLogger>(), CommandSource.FromSqlQuery),
            cancellationToken);
        List<T> items = [];
        while (await rows.ReadAsync(cancellationToken))
        {
            items.Add(read(rows.DbDataReader));
        }

        return items;
    }

    /// <summary>The value of a column that may be NULL.</summary>
    public static T? Read<T>(this DbDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
}
