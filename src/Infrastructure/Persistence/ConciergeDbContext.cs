using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Persistence;

/// <summary>The schema: the configurations and value converters of every feature. Public for the migration tools alone.</summary>
public sealed partial class ConciergeDbContext(DbContextOptions<ConciergeDbContext> options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        foreach (var converter in typeof(ConciergeDbContext).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ValueConverter))))
        {
            var (id, stored) = (converter.BaseType!.GenericTypeArguments[0], converter.BaseType.GenericTypeArguments[1]);
            configurationBuilder.Properties(id, properties => Configure(properties, converter, stored));
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("pg_trgm").HasPostgresExtension("btree_gist");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ConciergeDbContext).Assembly);

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.GetColumnName()));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(SnakeCase(key.GetName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(SnakeCase(foreignKey.GetConstraintName()!));
            }
        }
    }

    /// <summary>Ids that are texts are compared byte by byte, as the program compares them.</summary>
    private static void Configure(PropertiesConfigurationBuilder properties, Type converter, Type stored)
    {
        properties.HaveConversion(converter);
        if (stored == typeof(string))
        {
            properties.UseCollation("C");
        }
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();
}
