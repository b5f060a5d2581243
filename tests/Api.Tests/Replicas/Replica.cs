using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Replicas;

/// <summary>A replica of the product whose local clock differs from the database's.</summary>
internal sealed class Replica : ApiFixture
{
    private readonly TimeProvider local;
    private readonly string? database;

    private Replica(TestDatabases databases, TimeProvider local, string? database)
        : base(databases) => (this.local, this.database) = (local, database);

    /// <summary>Starts a replica on a new database.</summary>
    public static Task<Replica> StartAsync(TestDatabases databases, TimeProvider local) => StartAsync(new(databases, local, null));

    /// <summary>Starts another replica on the database of this one.</summary>
    public Task<Replica> StartAnotherAsync(TestDatabases databases, TimeProvider other) =>
        StartAsync(new(databases, other, database ?? ConnectionString));

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase(database ?? ConnectionString);
        builder.ConfigureTestServices(services => services.AddSingleton(new DatabaseClock(local)));
    }

    private static async Task<Replica> StartAsync(Replica replica)
    {
        await replica.InitializeAsync();
        return replica;
    }
}
