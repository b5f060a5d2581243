namespace Concierge.Api.Tests.Hosting;

/// <summary>A disposable PostgreSQL for one run of the tests.</summary>
public interface IPostgresServer : IAsyncDisposable
{
    /// <summary>Starts the server; returns once it accepts connections.</summary>
    Task StartAsync();

    /// <summary>A superuser's connection string to one of its databases.</summary>
    string ConnectionStringTo(string database);
}
