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
    private readonly (string Name, string Value)[] settings;

    private Replica(TestDatabases databases, TimeProvider local, string? database, (string Name, string Value)[] settings)
        : base(databases) => (this.local, this.database, this.settings) = (local, database, settings);

    /// <summary>Starts a replica on a new database.</summary>
    public static Task<Replica> StartAsync(TestDatabases databases, TimeProvider local, params (string Name, string Value)[] settings) =>
        StartAsync(new(databases, local, null, settings));

    /// <summary>Starts another replica on the database of this one, with the same settings.</summary>
    public Task<Replica> StartAnotherAsync(TestDatabases databases, TimeProvider other) =>
        StartAsync(new(databases, other, database ?? ConnectionString, settings));

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase(database ?? ConnectionString);
        Array.ForEach(settings, setting => builder.UseSetting(setting.Name, setting.Value));
        builder.ConfigureTestServices(services => services.AddSingleton(new DatabaseClock(local)));
    }

    private static async Task<Replica> StartAsync(Replica replica)
    {
        await replica.InitializeAsync();
        return replica;
    }
}
