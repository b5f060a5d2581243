namespace Concierge.Api.Tests.Hosting;

/// <summary>Disposable PostgreSQL server for one run of the tests.</summary>
public interface IPostgresServer : IAsyncDisposable
{
    /// <summary>Starts the server and returns when it accepts connections.</summary>
    Task StartAsync();

    /// <summary>Gets the connection string of a superuser to a database.</summary>
    string ConnectionStringTo(string database);
}
