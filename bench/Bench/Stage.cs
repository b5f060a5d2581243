using System.Globalization;
using Concierge.Infrastructure.Postgres;
using Npgsql;

namespace Concierge.Bench;

/// <summary>A private PostgreSQL and the servers on it. Disposing it stops them all and deletes their files.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>Server settings that differ from PostgreSQL's defaults, and the two that make commits durable.</summary>
    public static readonly string[] PostgresSettings =
    [
        "shared_buffers=4GB", "max_wal_size=16GB", "checkpoint_timeout=30min", "max_connections=200", "autovacuum=on", "fsync=on",
        "synchronous_commit=on",
    ];

    private readonly EmbeddedPostgres postgres;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"concierge-bench-{Environment.ProcessId}");
    private readonly List<Server> servers = [];
    private Worktree? worktree;

    public Stage() => postgres = new(Path.Combine(folder, "data"), PostgresSettings);

    /// <summary>Gets the root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>Gets the build of the working tree.</summary>
    public static Product Current { get; } = new("concierge", Root);

    /// <summary>Gets the process id of PostgreSQL, whose children are its sessions.</summary>
    public int Postmaster { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await postgres.StartAsync(cancellationToken);
        var pidFile = await File.ReadAllLinesAsync(Path.Combine(postgres.DataDirectory, "postgres/postmaster.pid"), cancellationToken);
        Postmaster = int.Parse(pidFile[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Checks a commit out into a temporary worktree and builds it.</summary>
    public async Task<Product> BuildAsync(string commit, CancellationToken cancellationToken)
    {
        worktree = await Worktree.AddAsync(Path.Combine(folder, "worktree"), commit);
        var product = new Product(worktree.Commit, worktree.Path);
        await product.BuildAsync(cancellationToken);
        return product;
    }

    /// <summary>Creates a database with the rows of the data set and the schema of a build, and gets a service key.</summary>
    public async Task<string> LoadAsync(DataSet data, Product product, CancellationToken cancellationToken)
    {
        if (data.Database != DataSet.Main)
        {
            await using var main = NpgsqlDataSource.Create(postgres.ConnectionString);
            await using var create = main.CreateCommand($"CREATE DATABASE {data.Database}");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        var connectionString = ConnectionStringTo(data);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await data.LoadAsync(source, cancellationToken);
        await product.MigrateAsync(connectionString, cancellationToken);
        await DataSet.SettleAsync(source, cancellationToken);
        return await product.CreateKeyAsync(connectionString, cancellationToken);
    }

    public async Task<Server> StartAsync(
        Product product, string name, DataSet data, CancellationToken cancellationToken, string environment = "Production") =>
        Started(await product.StartAsync(name, ConnectionStringTo(data), environment, cancellationToken));

    /// <summary>Opens connections as the product does.</summary>
    public NpgsqlDataSource Open(DataSet data) => NpgsqlDataSource.Create(FloorConnectionString(data, resets: false));

    /// <param name="data">The data set of its database.</param>
    /// <param name="name">Its name in the table.</param>
    /// <param name="resets">Whether connections are reset when they return to the pool. The product turns this default off.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task<Server> StartFloorAsync(DataSet data, string name, bool resets, CancellationToken cancellationToken) =>
        Started(await Server.StartAsync(
            name, ["dotnet", Path.Combine(Root, "bench/Floor/bin/Release/net10.0/Concierge.Floor.dll")],
            new() { ["ConnectionStrings__Concierge"] = FloorConnectionString(data, resets) }, "ASPNETCORE_URLS", cancellationToken));

    /// <summary>Starts Express + pg; null, with the reason on the console, where that is not possible.</summary>
    public async Task<Server?> TryStartExpressAsync(DataSet data, CancellationToken cancellationToken)
    {
        var express = Path.Combine(Root, "bench/express");
        var host = new NpgsqlConnectionStringBuilder(ConnectionStringTo(data)).Host!;
        try
        {
            await Server.RunAsync(["npm", "ci", "--silent", "--prefix", express], [], cancellationToken);
            return Started(await Server.StartAsync(
                "express", ["node", Path.Combine(express, "server.js")],
                new() { ["PGHOST"] = host, ["PGDATABASE"] = data.Database, ["PGUSER"] = "concierge" }, "PORT", cancellationToken));
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine($"Express is skipped: {exception.Message}");
            return null;
        }
    }

    /// <summary>Stops a server before the others.</summary>
    public async Task StopAsync(Server server)
    {
        servers.Remove(server);
        await server.DisposeAsync();
    }

    /// <summary>Measures the time until the product with a PostgreSQL of its own is ready: on this data, and on a first start.</summary>
    public async Task<(TimeSpan Existing, TimeSpan First)> MeasureStartsAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        var first = Path.Combine(folder, "first");
        Directory.CreateDirectory(first);
        return (
            await MedianStartAsync(_ => postgres.DataDirectory, "Production", cancellationToken),

            // Production refuses to start without a service key, and a new database has none.
            await MedianStartAsync(turn => Path.Combine(first, $"{turn}"), "Development", cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            if (worktree is not null)
            {
                await worktree.DisposeAsync();
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<TimeSpan> MedianStartAsync(
        Func<int, string> folderOf, string environment, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        for (var turn = 0; turn < 3; turn++)
        {
            await using var server = await Current.StartEmbeddedAsync(folderOf(turn), environment, cancellationToken);
            times.Add(server.StartTime);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    /// <summary>Sets connections up as the product does (Database.cs).</summary>
    private string FloorConnectionString(DataSet data, bool resets) => new NpgsqlConnectionStringBuilder(ConnectionStringTo(data))
    {
        NoResetOnClose = !resets,
        MaxPoolSize = 50,
        MaxAutoPrepare = 100,
        Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off",
    }.ConnectionString;

    private string ConnectionStringTo(DataSet data) => postgres.ConnectionStringTo(data.Database);

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
