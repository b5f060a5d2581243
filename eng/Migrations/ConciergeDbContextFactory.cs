using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Concierge.Migrations;

/// <summary>Creates the context of the EF Core tools. They only compare models and write migrations, so it has no connection string.</summary>
internal sealed class ConciergeDbContextFactory : IDesignTimeDbContextFactory<ConciergeDbContext>
{
    public ConciergeDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ConciergeDbContext>().UseNpgsql().UseSchemaNames().Options);
}
