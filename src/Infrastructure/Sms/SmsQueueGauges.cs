using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// Measures the queue of the dispatcher: its depth and the age of the oldest due message. Queries run only when metrics are collected. All
/// replicas report the same values, because they share the table.
/// </summary>
internal sealed class SmsQueueGauges(Database database, TimeProvider clock, IMeterFactory meters) : IHostedService
{
    /// <summary>Maximum depth that is counted, so counting a very long queue does not slow it down.</summary>
    private const int MaxDepth = 100_000;

    /// <summary>Command timeout, in seconds.</summary>
    private const int Timeout = 2;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(UseCaseTelemetry.Name);
        meter.CreateObservableGauge(
            "concierge.sms.queue.depth", MeasureDepth, "{message}",
            $"SMS messages that are due, and those that wait: for their time, another attempt or the gateway. At most {MaxDepth} each.");
        meter.CreateObservableGauge(
            "concierge.sms.queue.oldest_age", MeasureAge, "s",
            "For how long the SMS message has been due that has waited the longest; 0 where none is due.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> MeasureDepth() => Ask<Measurement<long>>(
        $"""
        SELECT (SELECT count(*) FROM (SELECT FROM sms_messages WHERE due_at <= $1 LIMIT {MaxDepth}) due),
               (SELECT count(*) FROM (SELECT FROM sms_messages WHERE due_at > $1 LIMIT {MaxDepth}) waiting)
        """,
        (row, _) => [Depth(row.GetInt64(0), "due"), Depth(row.GetInt64(1), "waiting")]);

    private IEnumerable<Measurement<double>> MeasureAge() => Ask<Measurement<double>>(
        "SELECT min(due_at) FROM sms_messages WHERE due_at <= $1",
        (row, now) => [new(row.IsDBNull(0) ? 0 : (now - row.GetFieldValue<DateTimeOffset>(0)).TotalSeconds)]);

    private static Measurement<long> Depth(long messages, string state) =>
        new(messages, new KeyValuePair<string, object?>("concierge.sms.state", state));

    private IReadOnlyList<T> Ask<T>(string sql, Func<NpgsqlDataReader, DateTimeOffset, IReadOnlyList<T>> read)
    {
        try
        {
            var now = clock.GetUtcNow();
            return database.DataSource.Query(sql, [Value(now)], row => read(row, now), Timeout).Single();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or ObjectDisposedException)
        {
            // No measurement means that the value is unknown.
            return [];
        }
    }
}
