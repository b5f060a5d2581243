using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Concierge.Migrations;

/// <summary>Gives the EF Core tools the model; they compare and write migrations, and connect to nothing.</summary>
internal sealed class ConciergeDbContextFactory : IDesignTimeDbContextFactory<ConciergeDbContext>
{
    public ConciergeDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ConciergeDbContext>().UseNpgsql().Options);
}
