using Concierge.Application.Webhooks;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Webhooks;

internal sealed class WebhookReader(ConciergeDbContext context) : IWebhookReader
{
    /// <summary>At most $3 deliveries of endpoint $1 before position $2.</summary>
    private const string Deliveries = """
        SELECT position, status, attempts, due_at, updated_at FROM webhook_deliveries
        WHERE endpoint_id = $1 AND position < $2
        ORDER BY endpoint_id DESC, position DESC LIMIT $3
        """;

    /// <summary>At most $3 deliveries of endpoint $1 with status $4 before position $2.</summary>
    private const string DeliveriesByStatus = """
        SELECT position, status, attempts, due_at, updated_at FROM webhook_deliveries
        WHERE endpoint_id = $1 AND status = $4 AND position < $2
        ORDER BY endpoint_id DESC, status DESC, position DESC LIMIT $3
        """;

    /// <summary>At most $3 attempts of endpoint $1 before attempt $2.</summary>
    private const string Attempts = """
        SELECT id, position, number, trigger, at, duration_ms, status_code, error, response FROM webhook_attempts
        WHERE endpoint_id = $1 AND id < $2
        ORDER BY endpoint_id DESC, id DESC LIMIT $3
        """;

    /// <summary>As <see cref="Attempts"/>, those that succeeded if $4 is true, else those that failed.</summary>
    private const string AttemptsByOutcome = """
        SELECT id, position, number, trigger, at, duration_ms, status_code, error, response FROM webhook_attempts
        WHERE endpoint_id = $1 AND (error IS NULL) = $4 AND id < $2
        ORDER BY endpoint_id DESC, (error IS NULL) DESC, id DESC LIMIT $3
        """;

    /// <summary>As <see cref="Attempts"/>, of the event at position $5. $4: whether they succeeded; NULL for both.</summary>
    private const string AttemptsOfEvent = """
        SELECT id, position, number, trigger, at, duration_ms, status_code, error, response FROM webhook_attempts
        WHERE endpoint_id = $1 AND position = $5 AND id < $2 AND ($4::boolean IS NULL OR (error IS NULL) = $4::boolean)
        ORDER BY endpoint_id DESC, position DESC, id DESC LIMIT $3
        """;

    public Task<WebhookEndpoint?> GetAsync(WebhookEndpointId id, CancellationToken cancellationToken) =>
        context.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(endpoint => endpoint.Id == id, cancellationToken);

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(WebhookEndpointId before, int count, CancellationToken cancellationToken) =>
        await context.Set<WebhookEndpoint>().AsNoTracking().Where(endpoint => endpoint.Id < before)
            .OrderByDescending(endpoint => endpoint.Id).Take(count).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(
        WebhookEndpointId endpoint, WebhookDeliveryStatus? status, long before, int count, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters = [Value(endpoint.Value), Value(before), Value(count)];
        return status is null
            ? await context.QueryAsync(Deliveries, parameters, ReadDelivery, cancellationToken)
            : await context.QueryAsync(
                DeliveriesByStatus, [.. parameters, Value(WebhookText.Of(status.Value))], ReadDelivery, cancellationToken);
    }

    public async Task<IReadOnlyList<WebhookAttempt>> ListAttemptsAsync(
        WebhookEndpointId endpoint, long? position, bool? succeeded, Guid before, int count, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters = [Value(endpoint.Value), Value(before), Value(count)];
        return (position, succeeded) switch
        {
            ({ } place, _) => await context.QueryAsync(
                AttemptsOfEvent, [.. parameters, Value(succeeded), Value(place)], ReadAttempt, cancellationToken),
            (_, { } outcome) => await context.QueryAsync(
                AttemptsByOutcome, [.. parameters, Value(outcome)], ReadAttempt, cancellationToken),
            _ => await context.QueryAsync(Attempts, parameters, ReadAttempt, cancellationToken),
        };
    }

    /// <summary>Reads a delivery from the columns position, status, attempts, due_at and updated_at.</summary>
    internal static WebhookDelivery ReadDelivery(NpgsqlDataReader row) => new(
        row.GetInt64(0), WebhookText.Read<WebhookDeliveryStatus>(row.GetString(1)), row.GetInt32(2),
        row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4));

    private static WebhookAttempt ReadAttempt(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetInt32(2), WebhookText.Read<WebhookTrigger>(row.GetString(3)),
        row.GetFieldValue<DateTimeOffset>(4), row.GetInt32(5), row.IsDBNull(6) ? null : row.GetInt32(6),
        row.Read<string>(7), row.Read<string>(8));
}
