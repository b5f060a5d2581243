using Concierge.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Persistence;

/// <summary>Applies the entity configurations and value converters of all features. Public only for the EF Core tools.</summary>
public sealed class ConciergeDbContext(DbContextOptions<ConciergeDbContext> options) : DbContext(options)
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
        modelBuilder.Ignore<EventLog>();
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ConciergeDbContext).Assembly);
    }

    /// <summary>Collation C compares text ids by bytes, like ordinal comparison in C#.</summary>
    private static void Configure(PropertiesConfigurationBuilder properties, Type converter, Type stored)
    {
        properties.HaveConversion(converter);
        if (stored == typeof(string))
        {
            properties.UseCollation("C");
        }
    }
}
