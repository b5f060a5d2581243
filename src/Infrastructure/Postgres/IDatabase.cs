using Concierge.Application;

namespace Concierge.Infrastructure.Postgres;

/// <summary>Life cycle of the database.</summary>
public interface IDatabase
{
    /// <summary>Gets a description of where the data is. Never contains a credential.</summary>
    string Location { get; }

    /// <summary>Starts the embedded server if no external one is configured. Returns once it accepts connections.</summary>
    /// <exception cref="StartupException">The server cannot be started.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Migrates the schema, one replica at a time, and returns the names of the applied migrations.</summary>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Returns whether the database answers and its schema is up to date.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    /// <summary>Closes all connections and stops the embedded server, if there is one.</summary>
    Task StopAsync();
}
