using Concierge.Application;
namespace Concierge.Infrastructure.Postgres;

/// <summary>The database as something that is run, not as something that holds data.</summary>
public interface IDatabase
{
    /// <summary>Where the data is, for people to read; never holds a credential.</summary>
    string Location { get; }

    /// <summary>Starts the embedded server where no external one is configured; returns once connections are accepted.</summary>
    /// <exception cref="StartupException">It cannot be started.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Brings the schema up to date, one replica at a time, and names the migrations that were applied.</summary>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Whether the database answers and its schema is up to date.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    /// <summary>Stops the embedded server, if there is one.</summary>
    Task StopAsync();
}
