using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Sms;
using Concierge.Application.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Concierge.Api.Tests.Faults;

/// <summary>
/// The product with a short request timeout and a small pool, on a database that tests make fail. A client that waits much longer than the
/// product may take fails.
/// </summary>
internal sealed class FaultApi : ApiFixture
{
    private readonly string connectionSettings;
    private readonly Action<IWebHostBuilder>? configure;

    private FaultApi(TestDatabases databases, string connectionSettings, Action<IWebHostBuilder>? configure)
        : base(databases) => (this.connectionSettings, this.configure) = (connectionSettings, configure);

    public GatewayRecorder Gateway { get; } = new();

    /// <summary>Starts a replica that asks the database for nothing but what requests want of it.</summary>
    public static Task<FaultApi> StartQuietAsync(TestDatabases databases) =>
        StartAsync(databases, configure: builder => builder.UseSetting("Sms:PollInterval", "01:00:00"));

    public static async Task<FaultApi> StartAsync(
        TestDatabases databases, string connectionSettings = "Maximum Pool Size=10", Action<IWebHostBuilder>? configure = null)
    {
        var api = new FaultApi(databases, connectionSettings, configure);
        await api.InitializeAsync();
        api.Client.Timeout = TimeSpan.FromSeconds(30);
        return api;
    }

    /// <summary>A connection that none of the faults is meant for.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Pooling = false,
            Options = "-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0",
        }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public async Task ExecuteAsync(string sql) => await RowsAsync(sql, _ => 0);

    public async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async Task<long> CountAsync(string sql) => (await RowsAsync($"SELECT count(*) FROM {sql}", row => row.GetInt64(0)))[0];

    /// <summary>Ends connections of the product.</summary>
    public Task KillAsync(string which = "true") => ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM {Connections} AND {which}");

    /// <summary>Gives the product's connections a setting of the server's; null takes it back.</summary>
    public async Task SetAsync(string setting, string? value)
    {
        var database = new NpgsqlConnectionStringBuilder(ConnectionString).Database;
        await ExecuteAsync($"ALTER DATABASE {database} {(value is null ? $"RESET {setting}" : $"SET {setting} = '{value}'")}");

        // It holds for sessions that begin.
        await KillAsync();
    }

    public Task UntilReadyAsync() => Poll.UntilAsync(
        async () => (await GetAsync("/health/ready")).Status == HttpStatusCode.OK, () => "The product does not recover.");

    /// <summary>Waits until so many connections of the product wait for a lock.</summary>
    public Task UntilWaitingAsync(int count) => Poll.UntilAsync(
        async () => await CountAsync($"{Connections} AND wait_event_type = 'Lock'") == count,
        () => $"There are not {count} that wait for a lock.");

    /// <summary>Waits until no transaction is left open.</summary>
    public Task UntilIdleAsync() => Poll.UntilAsync(
        async () => await CountAsync($"{Connections} AND xact_start IS NOT NULL") == 0, () => "A transaction is left open.");

    /// <summary>Asserts that an answer says that the database is away, and when to come back.</summary>
    public static void ExpectUnavailable(Answer answer, string code = "database_unavailable")
    {
        answer.ExpectProblem(HttpStatusCode.ServiceUnavailable, code);
        Assert.Matches("^[1-9][0-9]*$", answer.Headers["Retry-After"]);
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase($"{ConnectionString};{connectionSettings}")
            .UseSetting("Http:RequestTimeout", "00:00:03")
            .UseSetting("Sms:RatePerSecond", "1000")
            .UseSetting("Sms:PollInterval", "00:00:00.100");
        builder.ConfigureTestServices(services => services.RemoveAll<ISmsGateway>().AddSingleton<ISmsGateway>(Gateway));
        configure?.Invoke(builder);
    }

    private const string Connections = "pg_stat_activity WHERE datname = current_database() AND application_name = 'concierge'";
}
