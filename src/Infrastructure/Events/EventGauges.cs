using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Concierge.Infrastructure.Events;

/// <summary>
/// Measures the feed: its head, how far this process is behind, and the events that wait for a position. Queries run only when metrics are
/// collected.
/// </summary>
internal sealed class EventGauges(Database database, EventFeed feed, IMeterFactory meters) : IHostedService
{
    /// <summary>Maximum number of waiting events that are counted.</summary>
    private const int MaxWaiting = 100_000;

    /// <summary>Command timeout, in seconds.</summary>
    private const int Timeout = 2;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(UseCaseTelemetry.Name);
        meter.CreateObservableGauge("concierge.events.head", () => feed.Head, "{event}", "Position of the newest event that is known.");
        meter.CreateObservableGauge(
            "concierge.events.lag", () => Ask("SELECT last_position - $1 FROM event_feed WHERE id = 1"), "{event}",
            "Events that have a position and that this process has not read.");
        meter.CreateObservableGauge(
            "concierge.events.waiting",
            () => Ask($"SELECT count(*) FROM (SELECT FROM event_outbox WHERE $1 >= 0 LIMIT {MaxWaiting}) o"), "{event}",
            $"Events that wait for a position, at most {MaxWaiting}.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Ask(string sql)
    {
        try
        {
            return [new(database.DataSource.Query(sql, [Sql.Value(feed.Head)], static row => row.GetInt64(0), Timeout).Single())];
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or ObjectDisposedException)
        {
            // No measurement means that the value is unknown.
            return [];
        }
    }
}
