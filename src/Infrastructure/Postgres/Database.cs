using Concierge.Application;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Concierge.Infrastructure.Postgres;

/// <summary>Uses an external PostgreSQL if a connection string is configured, otherwise the embedded one.</summary>
internal sealed class Database : IDatabase, IAsyncDisposable
{
    /// <summary>Lock held while migrating: of several replicas that start at once, one migrates and the others wait.</summary>
    private const long MigrationLock = 0x636f6e6369657267;

    /// <summary>Time limit of the readiness check, whose answer must arrive within two seconds.</summary>
    private static readonly TimeSpan ReadinessTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Options of every session. Each list and look-up has an index that returns its rows in order. A cached generic plan must not fall
    /// back to a scan and a sort because a table is still small or has no statistics (decision 0008; PostgreSQL manual, Server
    /// Configuration, Query Planning). A process that is frozen within a transaction (SIGSTOP, a paused virtual machine) keeps its
    /// connections, so the server ends the transaction, and with it the locks that others wait for (decision 0018).
    /// </summary>
    private const string SessionOptions =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off "
        + "-c idle_in_transaction_session_timeout=30s -c tcp_user_timeout=30s";

    private readonly EmbeddedPostgres? embedded;
    private bool migrated;

    public Database(IConfiguration configuration, IOptions<DatabaseOptions> options)
    {
        if (configuration.GetConnectionString("Concierge") is { Length: > 0 } external)
        {
            var settings = Parse(external);
            Location = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
            (DataSource, Unpooled) = BuildDataSources(settings, options.Value);
        }
        else
        {
            embedded = new EmbeddedPostgres(options.Value.DataDirectory);
            Location = $"{embedded.DataDirectory} (embedded PostgreSQL)";
            (DataSource, Unpooled) = BuildDataSources(Parse(embedded.ConnectionString), options.Value);
        }
    }

    public string Location { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Gets connections that are not of the pool, for sessions that live as long as the program.</summary>
    public NpgsqlDataSource Unpooled { get; }

    /// <summary>Gets the data directory of the embedded server; null with an external PostgreSQL.</summary>
    public string? DataDirectory => embedded?.DataDirectory;

    public Task StartAsync(CancellationToken cancellationToken) => embedded?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var context = CreateContext();
            var isCurrent = await HasHistoryAsync(cancellationToken)
                && !(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
            var applied = isCurrent ? [] : await MigrateUnderLockAsync(context, cancellationToken);
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
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ReadinessTimeout);
        try
        {
            // Npgsql waits for a server that hangs even after a cancellation; WaitAsync does not.
            await ExecuteAsync("SELECT 1", timeout.Token).WaitAsync(timeout.Token);
            return migrated;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Runs an action that no other replica runs at the same time.</summary>
    public async Task RunAloneAsync(long lockId, Func<Task> run, CancellationToken cancellationToken)
    {
        await using var guard = await DataSource.OpenConnectionAsync(cancellationToken);

        // The transaction is idle while the action runs. Its end releases the lock. A session lock would not survive PgBouncer in
        // transaction mode (https://www.pgbouncer.org/features.html).
        await using var transaction = await guard.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            guard, $"SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock({lockId})", cancellationToken);
        await run();
    }

    public async Task StopAsync()
    {
        await Unpooled.DisposeAsync();
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
            throw new StartupException($"ConnectionStrings:Concierge is not a valid connection string: {exception.Message}");
        }
    }

    private static (NpgsqlDataSource Pooled, NpgsqlDataSource Unpooled) BuildDataSources(
        NpgsqlConnectionStringBuilder settings, DatabaseOptions options)
    {
        SetDefault(settings, "Maximum Pool Size", 50);
        SetDefault(settings, "Timeout", 5);

        // When a command times out, Npgsql sends a cancellation on a new connection, with the connection timeout. Both together stay
        // within the request timeout. With GSS encryption, Npgsql would connect twice.
        SetDefault(settings, "Command Timeout", 10);
        SetDefault(settings, "GSS Encryption Mode", "Disable");
        SetDefault(settings, "Application Name", "concierge");

        // Sessions are never modified, so the pool reset is skipped.
        SetDefault(settings, "No Reset On Close", true);

        // Statements are prepared once per connection. "Max Auto Prepare=0" turns this off for poolers without support for it.
        SetDefault(settings, "Max Auto Prepare", 100);
        if (settings is { MaxAutoPrepare: > 0, Options: null or "" })
        {
            settings.Options = SessionOptions;
        }

        var pooled = BuildDataSource(settings, "concierge", options);
        settings.Pooling = false;
        settings.ApplicationName += " listener";
        return (pooled, BuildDataSource(settings, "concierge unpooled", options));
    }

    private static NpgsqlDataSource BuildDataSource(NpgsqlConnectionStringBuilder settings, string name, DatabaseOptions options)
    {
        // Traces and metrics show the name. Without a name, they show the whole connection string.
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };
#pragma warning disable RS0030 // The commands are named, not run.
        builder.ConfigureTracing(traces => traces
            .ConfigureCommandSpanNameProvider(command => StatementName.Of(command.CommandText))
            .ConfigureBatchSpanNameProvider(batch => StatementName.Of(batch.BatchCommands[0].CommandText)));
#pragma warning restore RS0030
        options.Configure?.Invoke(builder);
        return builder.Build();
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string keyword, object value)
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
                // Otherwise EF Core selects from a table that does not exist, and PostgreSQL logs an error
                // (https://github.com/npgsql/efcore.pg/issues/3407).
                if (!await HasHistoryAsync(cancellationToken))
                {
                    await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
                }

                // Another replica may have migrated while this one waited for the lock.
                applied = [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
                await context.Database.MigrateAsync(cancellationToken);

                // Open connections do not know types that a migration created.
                await DataSource.ReloadTypesAsync(cancellationToken);
            },
            cancellationToken);
        return applied;
    }

    /// <summary>Whether the table exists in which EF Core records migrations.</summary>
    private async Task<bool> HasHistoryAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync("SELECT to_regclass('\"__EFMigrationsHistory\"') IS NOT NULL", cancellationToken) is true;

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        return await ExecuteAsync(connection, sql, cancellationToken);
    }

    /// <returns>The first column of the first row.</returns>
    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable RS0030 // Administration: session locks and the readiness probe need a connection of their own.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellationToken);
#pragma warning restore RS0030
    }

    /// <summary>Creates a context without a command timeout, for migrations.</summary>
    private ConciergeDbContext CreateContext() =>
        new(
            new DbContextOptionsBuilder<ConciergeDbContext>()
                .UseNpgsql(DataSource, postgres => postgres.CommandTimeout(0)).UseSchemaNames().Options);
}
