using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Concierge.Infrastructure.Webhooks;

/// <summary>
/// Measures the endpoints: how many are healthy, failing and disabled, the pending deliveries, and the greatest distance to the head of the
/// feed. Queries run only when metrics are collected. All replicas report the same values, because they share the tables.
/// </summary>
internal sealed class WebhookGauges(Database database, IMeterFactory meters) : IHostedService
{
    /// <summary>Command timeout, in seconds.</summary>
    private const int Timeout = 2;

    private const string Endpoints = """
        SELECT count(*) FILTER (WHERE status = 'enabled' AND failures < 4), count(*) FILTER (WHERE status = 'enabled' AND failures >= 4),
               count(*) FILTER (WHERE status = 'disabled')
        FROM webhook_endpoints
        """;

    private const string Pending = """
        SELECT coalesce(sum((
            SELECT count(*) FROM (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.due_at IS NOT NULL LIMIT 10000) p)), 0)
            ::bigint
        FROM webhook_endpoints e WHERE e.status = 'enabled'
        """;

    private const string Lag = """
        SELECT greatest(0, coalesce(max(f.last_position - e.position), 0))
        FROM webhook_endpoints e CROSS JOIN event_feed f WHERE f.id = 1 AND e.status = 'enabled'
        """;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(UseCaseTelemetry.Name);
        meter.CreateObservableGauge(
            "concierge.webhooks.endpoints",
            () => Ask(Endpoints, row => [Count(row, 0, "healthy"), Count(row, 1, "failing"), Count(row, 2, "disabled")]),
            "{endpoint}", "Webhook endpoints by health.");
        meter.CreateObservableGauge(
            "concierge.webhooks.pending", () => Ask(Pending, row => [new(row.GetInt64(0))]), "{delivery}",
            "Deliveries of enabled webhook endpoints that are, or will be, attempted; at most 10000 of each endpoint.");
        meter.CreateObservableGauge(
            "concierge.webhooks.lag", () => Ask(Lag, row => [new(row.GetInt64(0))]), "{event}",
            "Greatest number of events that an enabled webhook endpoint is behind the feed.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Measurement<long> Count(NpgsqlDataReader row, int column, string health) =>
        new(row.GetInt64(column), new KeyValuePair<string, object?>("concierge.webhooks.health", health));

    private IReadOnlyList<Measurement<long>> Ask(string sql, Func<NpgsqlDataReader, IReadOnlyList<Measurement<long>>> read)
    {
        try
        {
            return database.DataSource.Query(sql, [], read, Timeout).Single();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or ObjectDisposedException)
        {
            // No measurement means that the value is unknown.
            return [];
        }
    }
}
