using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations.Internal;

namespace Concierge.Infrastructure.Persistence;

/// <summary>Names of tables, columns and constraints.</summary>
public static class SchemaNames
{
    /// <summary>Uses snake_case, except in the table of applied migrations.</summary>
    public static TBuilder UseSchemaNames<TBuilder>(this TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        options.UseSnakeCaseNamingConvention().ReplaceService<IHistoryRepository, MigrationHistory>();
        return options;
    }

    // The documented way to configure this table (https://learn.microsoft.com/ef/core/managing-schemas/migrations/history-table); the base
    // class is internal.
#pragma warning disable EF1001
    /// <summary>
    /// Keeps the column names of EF Core. The naming convention would rename them, and an existing database would look empty
    /// (https://github.com/efcore/EFCore.NamingConventions/issues/1).
    /// </summary>
    private sealed class MigrationHistory(HistoryRepositoryDependencies dependencies) : NpgsqlHistoryRepository(dependencies)
    {
        protected override void ConfigureTable(EntityTypeBuilder<HistoryRow> history)
        {
            base.ConfigureTable(history);
            history.HasKey(row => row.MigrationId).HasName($"PK_{TableName}");
            history.Property(row => row.MigrationId).HasColumnName(nameof(HistoryRow.MigrationId));
            history.Property(row => row.ProductVersion).HasColumnName(nameof(HistoryRow.ProductVersion));
        }
    }
#pragma warning restore EF1001
}
