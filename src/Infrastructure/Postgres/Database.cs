using Concierge.Application;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Concierge.Infrastructure.Postgres;

/// <summary>An external PostgreSQL where a connection string is configured, else the embedded one.</summary>
internal sealed class Database : IDatabase, IAsyncDisposable
{
    /// <summary>Held while migrating, so that of several replicas that start at once, one migrates and the others wait.</summary>
    private const long MigrationLock = 0x636f6e6369657267;

    /// <summary>Who asks for readiness wants an answer, not a wait; with this, it comes within two seconds.</summary>
    private static readonly TimeSpan ReadinessTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Every list and look-up has an index made for it, which gives its rows in order, so that it reads what it answers and no more. The planner must not
    /// prefer reading everything and sorting because a table is small or unknown to it yet, or a user's share of it small on the average: a plan that is
    /// kept outlives such reasons (decision 0008; PostgreSQL manual, Server Configuration, Query Planning).
    /// </summary>
    private const string PlannerOptions = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off";

    private readonly EmbeddedPostgres? embedded;
    private bool migrated;

    public Database(IConfiguration configuration, IOptions<DatabaseOptions> options)
    {
        if (configuration.GetConnectionString("Concierge") is { Length: > 0 } external)
        {
            var settings = Parse(external);
            Location = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
            DataSource = BuildDataSource(settings, options.Value);
        }
        else
        {
            embedded = new EmbeddedPostgres(options.Value.DataDirectory);
            Location = $"{embedded.DataDirectory} (embedded PostgreSQL)";
            DataSource = BuildDataSource(Parse(embedded.ConnectionString), options.Value);
        }
    }

    public string Location { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>The folder of the embedded server; null with an external PostgreSQL.</summary>
    public string? DataDirectory => embedded?.DataDirectory;

    public Task StartAsync(CancellationToken cancellationToken) => embedded?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var context = CreateContext();
            var pending = await context.Database.GetPendingMigrationsAsync(cancellationToken);
            var applied = pending.Any() ? await MigrateUnderLockAsync(context, cancellationToken) : [];
            migrated = true;
            return applied;
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"{Location} cannot be used: {exception.Message}");
        }
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ReadinessTimeout);
        try
        {
            // A server that hangs does not even answer that it was told to stop; that is not waited for.
            await AskAsync(patience.Token).WaitAsync(patience.Token);
            return migrated;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Does something that no other replica does at the same time.</summary>
    public async Task RunAloneAsync(long lockId, Func<Task> run, CancellationToken cancellationToken)
    {
        await using var guard = await DataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(guard, $"SELECT pg_advisory_lock({lockId})", cancellationToken);
        try
        {
            await run();
        }
        finally
        {
            await ExecuteAsync(guard, $"SELECT pg_advisory_unlock({lockId})", CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        await DataSource.DisposeAsync();
        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new StartupException($"The connection string ConnectionStrings:Concierge cannot be read: {exception.Message}");
        }
    }

    private static NpgsqlDataSource BuildDataSource(NpgsqlConnectionStringBuilder settings, DatabaseOptions options)
    {
        SetUnlessSaid(settings, "Maximum Pool Size", 50);
        SetUnlessSaid(settings, "Timeout", 5);

        // Of a server that hangs, Npgsql first asks on a connection of its own that it stop, and waits for that as long as for a connection: the two together
        // are no longer than a request may take. It would do so twice where it tries GSS first.
        SetUnlessSaid(settings, "Command Timeout", 10);
        SetUnlessSaid(settings, "GSS Encryption Mode", "Disable");
        SetUnlessSaid(settings, "Application Name", "concierge");

        // Nothing here changes a session but for the time of a transaction. Putting back what nobody has changed would cost more than most of the statements.
        SetUnlessSaid(settings, "No Reset On Close", true);

        // The few statements of the product are prepared once per connection; behind a pooler that cannot do so, "Max Auto Prepare=0" turns it off.
        SetUnlessSaid(settings, "Max Auto Prepare", 100);
        if (settings is { MaxAutoPrepare: > 0, Options: null or "" })
        {
            settings.Options = PlannerOptions;
        }

        // By its name the pool is known in traces and metrics; without one, by the whole connection string.
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "concierge" };
        options.Configure?.Invoke(builder);
        return builder.Build();
    }

    private static void SetUnlessSaid(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }

    private async Task<IReadOnlyList<string>> MigrateUnderLockAsync(ConciergeDbContext context, CancellationToken cancellationToken)
    {
        List<string> applied = [];
        await RunAloneAsync(
            MigrationLock,
            async () =>
            {
                // Another replica may have been faster.
                applied = [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
                await context.Database.MigrateAsync(cancellationToken);

                // Types that a migration created are known to connections only once they are read anew.
                await DataSource.ReloadTypesAsync(cancellationToken);
            },
            cancellationToken);
        return applied;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT 1", cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable RS0030 // Administration: session locks and the readiness probe need a connection of their own.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
#pragma warning restore RS0030
    }

    /// <summary>For migrations, which take as long as they take.</summary>
    private ConciergeDbContext CreateContext() =>
        new(new DbContextOptionsBuilder<ConciergeDbContext>().UseNpgsql(DataSource, postgres => postgres.CommandTimeout(0)).UseSchemaNames().Options);
}
