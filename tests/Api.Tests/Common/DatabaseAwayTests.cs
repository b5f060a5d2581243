using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Startup;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Concierge.Api.Tests.Common;

public sealed class DatabaseAwayTests(TestDatabases databases)
{
    /// <summary>A server that nobody reaches; a database that went away, or was closed, under a running program.</summary>
    public static readonly TheoryData<Absence> Absences = new(Enum.GetValues<Absence>());

    public enum Absence
    {
        Unreachable,
        Dropped,
        Closed,
    }

    [Theory]
    [MemberData(nameof(Absences))]
    public async Task Send_WhileDatabaseIsAway_IsUnavailable(Absence absence)
    {
        await using var api = await StartAsync(absence);
        using var client = ((TestServer)api.Services.GetRequiredService<IServer>()).CreateClient().WithKey();
        var user = RawRequests.Bytes("""{"name":"Ann"}"""u8.ToArray());
        var userWithKey = RawRequests.Bytes("""{"name":"Ann"}"""u8.ToArray());

        Answer[] answers =
        [
            await client.SendContentAsync(HttpMethod.Get, "/users", null),
            await client.SendContentAsync(HttpMethod.Get, "/users/ann", null),
            await client.SendContentAsync(HttpMethod.Delete, "/users/ann", null),
            await client.SendContentAsync(HttpMethod.Post, "/users", user),
            await client.SendContentAsync(HttpMethod.Post, "/users", userWithKey, ("Idempotency-Key", "away")),
        ];

        Assert.All(answers, answer =>
        {
            answer.ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable");
            Assert.Matches("^[1-9][0-9]*$", answer.Headers["Retry-After"]);
            Assert.DoesNotContain("Npgsql", answer.Text, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [MemberData(nameof(Absences))]
    public async Task Health_WhileDatabaseIsAway_IsLiveAndNotReady(Absence absence)
    {
        await using var api = await StartAsync(absence);

        var ready = (await api.GetAsync("/health/ready")).ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        var live = (await api.GetAsync("/health/live")).Expect(HttpStatusCode.OK);

        Assert.Matches("^[1-9][0-9]*$", ready.Headers["Retry-After"]);
        Assert.Equal("""{"status":"ok"}""", live.Text);
    }

    [Fact]
    public async Task Send_WhenDatabaseComesBack_IsServed()
    {
        await using var api = await StartAsync(Absence.Closed);
        (await api.GetAsync("/health/ready")).Expect(HttpStatusCode.ServiceUnavailable);

        await ExecuteAsync(api.ConnectionString, database => $"ALTER DATABASE {database} ALLOW_CONNECTIONS true");

        (await api.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
        (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Send_AfterConnectionsWereCut_UsesNewConnections()
    {
        await using var api = new ApiFixture(databases);
        await api.InitializeAsync();
        (await api.GetAsync("/users")).Expect(HttpStatusCode.OK);

        await CutAsync(api.ConnectionString);
        var first = await api.GetAsync("/users");
        var second = await api.GetAsync("/users");

        if (first.Status != HttpStatusCode.OK)
        {
            first.ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        }

        second.Expect(HttpStatusCode.OK);
    }

    private async Task<ApiFixture> StartAsync(Absence absence)
    {
        var api = absence == Absence.Unreachable ? new UnreachableFixture(databases) : new ApiFixture(databases);
        await api.InitializeAsync();
        if (absence != Absence.Unreachable)
        {
            (await api.GetAsync("/users")).Expect(HttpStatusCode.OK);
        }

        switch (absence)
        {
            case Absence.Dropped:
                await ExecuteAsync(api.ConnectionString, database => $"DROP DATABASE {database} WITH (FORCE)");
                break;
            case Absence.Closed:
                await ExecuteAsync(api.ConnectionString, database => $"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
                await CutAsync(api.ConnectionString);
                break;
        }

        return api;
    }

    private static Task CutAsync(string connectionString) =>
        ExecuteAsync(
            connectionString, database => $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'");

    private static async Task ExecuteAsync(string connectionString, Func<string, string> sql)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var database = target.Database!;
        target.Database = "postgres";
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql(database), connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The product on a port where nothing listens, started without the start-up steps, which need the database.</summary>
    private sealed class UnreachableFixture(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            builder.UseDatabase("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing");
            builder.ConfigureTestServices(services => services.RemoveAll<IStartupStep>());
        }
    }
}
