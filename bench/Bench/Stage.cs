using System.Globalization;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Npgsql;

namespace Concierge.Bench;

/// <summary>A private PostgreSQL, the product on it, and what else is measured; all of it goes with this object.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>The server's settings where they differ from PostgreSQL's own; fsync and synchronous_commit are on, as these are.</summary>
    public static readonly string[] PostgresSettings =
        ["shared_buffers=4GB", "max_wal_size=16GB", "checkpoint_timeout=30min", "max_connections=200", "autovacuum=on", "fsync=on", "synchronous_commit=on"];

    /// <summary>The same keys in every run, so that a folder can be opened again; they protect nothing.</summary>
    private static readonly string AnyKey = Convert.ToBase64String(new byte[32]);

    private readonly EmbeddedPostgres postgres;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"concierge-bench-{Environment.ProcessId}");
    private readonly List<Server> servers = [];

    public Stage() => postgres = new(Path.Combine(folder, "data"), PostgresSettings);

    /// <summary>The repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>The process of PostgreSQL whose children are all the others.</summary>
    public int Postmaster { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await postgres.StartAsync(cancellationToken);
        Postmaster = int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(postgres.DataDirectory, "postgres/postmaster.pid"), cancellationToken))[0], CultureInfo.InvariantCulture);
    }

    /// <summary>A database of the product's schema with its rows and a service key.</summary>
    public async Task<string> LoadAsync(DataSet data, CancellationToken cancellationToken)
    {
        if (data.Database != DataSet.Main)
        {
            await using var main = NpgsqlDataSource.Create(postgres.ConnectionString);
            await using var create = main.CreateCommand($"CREATE DATABASE {data.Database}");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await Server.RunAsync([.. Api, "migrate"], ProductSettings(data), cancellationToken);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionStringTo(data.Database));
        await data.LoadAsync(source, cancellationToken);
        var output = await Server.RunAsync(
            [.. Api, "keys", "create", "--name", "bench", "--scopes", "users,messages,orders,sms"], ProductSettings(data), cancellationToken);
        return output.TrimEnd().Split('\n')[^1];
    }

    public async Task<Server> StartProductAsync(DataSet data, CancellationToken cancellationToken, string name = "concierge") =>
        Started(await Server.StartAsync(name, Api, ProductSettings(data), "ASPNETCORE_URLS", cancellationToken));

    /// <param name="data">Its database.</param>
    /// <param name="name">What it is called in the table.</param>
    /// <param name="resets">Whether its connections are reset when they go back to the pool, as the driver does by itself and the product does not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Server> StartFloorAsync(DataSet data, string name, bool resets, CancellationToken cancellationToken) =>
        Started(await Server.StartAsync(
            name, ["dotnet", Path.Combine(Root, "bench/Floor/bin/Release/net10.0/Concierge.Floor.dll")],
            new() { ["ConnectionStrings__Concierge"] = ConnectionString(data, resets) }, "ASPNETCORE_URLS", cancellationToken));

    /// <summary>Express + pg; null, with the reason on the console, where it cannot be had.</summary>
    public async Task<Server?> TryStartExpressAsync(DataSet data, CancellationToken cancellationToken)
    {
        var express = Path.Combine(Root, "bench/express");
        try
        {
            await Server.RunAsync(["npm", "ci", "--silent", "--prefix", express], [], cancellationToken);
            return Started(await Server.StartAsync(
                "express", ["node", Path.Combine(express, "server.js")],
                new() { ["PGHOST"] = new NpgsqlConnectionStringBuilder(postgres.ConnectionStringTo(data.Database)).Host!, ["PGDATABASE"] = data.Database, ["PGUSER"] = "concierge" },
                "PORT", cancellationToken));
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"Express is skipped: {exception.Message}");
            return null;
        }
    }

    /// <summary>How long the product takes to be ready with a PostgreSQL of its own: on this data, and from nothing.</summary>
    public async Task<(TimeSpan Existing, TimeSpan First)> MeasureStartsAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        var first = Path.Combine(folder, "first");
        Directory.CreateDirectory(first);
        return (
            await MedianStartAsync(_ => postgres.DataDirectory, "Production", cancellationToken),

            // Without a key there is nothing to serve in Production.
            await MedianStartAsync(turn => Path.Combine(first, $"{turn}"), "Development", cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Api => ["dotnet", Path.Combine(Root, "src/Api/bin/Release/net10.0/Concierge.Api.dll")];

    private static async Task<TimeSpan> MedianStartAsync(Func<int, string> folderOf, string environment, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        for (var turn = 0; turn < 3; turn++)
        {
            var settings = KeySettings();
            settings["ASPNETCORE_ENVIRONMENT"] = environment;
            settings["Database__DataDirectory"] = folderOf(turn);
            await using var server = await Server.StartAsync("concierge", Api, settings, "ASPNETCORE_URLS", cancellationToken);
            times.Add(server.StartTime);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    /// <summary>Everything on as in production; only the limit is out of the way, not the limiter.</summary>
    private Dictionary<string, string> ProductSettings(DataSet data)
    {
        var settings = KeySettings();
        settings["ConnectionStrings__Concierge"] = postgres.ConnectionStringTo(data.Database);
        settings["RateLimit__Service__Requests"] = "100000000";
        return settings;
    }

    private static Dictionary<string, string> KeySettings() => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Http__ShutdownDelay"] = "00:00:00",
        ["Sms__Encryption__Keys__bench"] = AnyKey,
        ["Sms__Encryption__CurrentKey"] = "bench",
        ["Sms__Encryption__IndexKey"] = AnyKey,
    };

    /// <summary>As the product sets up its connections (Database.cs).</summary>
    private string ConnectionString(DataSet data, bool resets) => new NpgsqlConnectionStringBuilder(postgres.ConnectionStringTo(data.Database))
    {
        NoResetOnClose = !resets,
        MaxPoolSize = 50,
        MaxAutoPrepare = 100,
        Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off",
    }.ConnectionString;

    private Server Started(Server server)
    {
        servers.Add(server);
        return server;
    }

    private async Task StopAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        servers.Clear();
        await postgres.DisposeAsync();
    }
}
