using System.Collections.Frozen;
using Concierge.Application.Events;
using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Events;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>Runs the statements of the dispatcher.</summary>
internal sealed class WebhookStore(
    IServiceScopeFactory scopes, IEventFeed feed, WebhookSecretCipher cipher, TimeOrderedUuidGenerator ids, TimeProvider clock)
{
    public Task<bool> HasEndpointsAsync(CancellationToken cancellationToken) => UseAsync(async context =>
        (await context.QueryAsync(WebhookStatements.HasEndpoints, [], static _ => true, cancellationToken)).Count > 0);

    /// <summary>
    /// Leases endpoints that have work. An endpoint whose newest secret this process cannot decrypt is also returned in <c>Unreadable</c>:
    /// another process may have the key.
    /// </summary>
    public Task<(List<WebhookLease> Leases, List<Guid> Unreadable)> LeaseAsync(
        int count, Guid[] except, CancellationToken cancellationToken) => UseAsync(async context =>
        {
            var (renewedAt, now, lease) = (clock.GetTimestamp(), clock.GetUtcNow(), Guid.NewGuid());
            var rows = await context.QueryAsync(
                WebhookStatements.Lease, [Value(now), Value(lease), Value(count), Value(except)],
                static row => (
                    Id: row.GetGuid(0), Url: row.GetString(1), Types: row.Read<string[]>(2), Scopes: row.GetFieldValue<string[]>(3),
                    Position: row.GetInt64(4), Version: row.GetInt32(8),
                    Health: new WebhookHealth(row.GetInt32(5), At(row, 6), row.GetFieldValue<DateTimeOffset>(7))),
                cancellationToken);
            if (rows.Count == 0)
            {
                return ([], []);
            }

            var extent = await feed.GetExtentAsync(cancellationToken);
            var secrets = await ReadSecretsAsync(context, [.. rows.Select(row => row.Id)], now, cancellationToken);
            var leases = rows.ConvertAll(row => new WebhookLease(
                new(row.Id), lease, row.Version, row.Url, [.. secrets[row.Id].OfType<WebhookLease.Secret>()],
                EventCatalog.Select(row.Types, row.Scopes).Select(type => type.Name).ToFrozenSet())
            {
                // Events before the oldest one are gone.
                Cursor = new(extent.Epoch, Math.Clamp(row.Position, extent.Oldest - 1, extent.Head)),
                RenewedAt = renewedAt,
                Health = row.Health,
            });
            return (
                leases,
                leases.Select(made => made.Endpoint.Value).Where(endpoint => secrets[endpoint].FirstOrDefault() is null).ToList());
        });

    /// <summary>Renews leases. Returns the endpoints that are still leased.</summary>
    public Task<HashSet<Guid>> RenewAsync(
        IReadOnlyList<WebhookLease> leases, CancellationToken cancellationToken) => UseAsync(async context => (await context.QueryAsync(
            WebhookStatements.Renew, [Value(clock.GetUtcNow()), .. Describe(leases)], static row => row.GetGuid(0), cancellationToken))
        .ToHashSet());

    public Task ReleaseAsync(IReadOnlyList<WebhookLease> leases, CancellationToken cancellationToken) => UseAsync(context =>
        context.ExecuteAsync(WebhookStatements.Release, Describe(leases), cancellationToken));

    /// <summary>
    /// Makes events deliveries, and moves the places of their endpoints. Returns the endpoints that are still leased, and whether they had
    /// room.
    /// </summary>
    public Task<Dictionary<Guid, bool>> TakeAsync(
        IReadOnlyList<(WebhookLease Lease, EventBatch Batch)> taken, CancellationToken cancellationToken) => UseAsync(async context =>
        {
            var deliveries = taken.SelectMany(
                take => take.Batch.Items, (take, change) => (Endpoint: take.Lease.Endpoint.Value, change.Id.Position)).ToList();
            var rows = await context.QueryAsync(
                WebhookStatements.Take,
                [
                    Value(clock.GetUtcNow()),
                    Value(taken.Select(take => take.Lease.Endpoint.Value).ToArray()),
                    Value(taken.Select(take => take.Lease.Id).ToArray()),
                    Value(taken.Select(take => take.Lease.Version).ToArray()),
                    Value(taken.Select(take => take.Batch.Next).ToArray()),
                    Value(deliveries.Select(delivery => delivery.Endpoint).ToArray()),
                    Value(deliveries.Select(delivery => delivery.Position).ToArray()),
                ],
                static row => (Endpoint: row.GetGuid(0), HadRoom: row.GetBoolean(1)),
                cancellationToken);
            return rows.ToDictionary(row => row.Endpoint, row => row.HadRoom);
        });

    /// <summary>Reads the events of due deliveries.</summary>
    public Task<ILookup<Guid, FeedEvent>> ReadDueAsync(
        IReadOnlyList<WebhookLease> leases, int count, CancellationToken cancellationToken) =>
        ReadAsync(WebhookStatements.Due, leases, [Value(count)], cancellationToken);

    /// <summary>Reads the events of the deliveries to probe.</summary>
    public Task<ILookup<Guid, FeedEvent>> ReadProbesAsync(IReadOnlyList<WebhookLease> leases, CancellationToken cancellationToken) =>
        ReadAsync(WebhookStatements.Probe, leases, [], cancellationToken);

    /// <summary>Begins attempts. The result is null where another process has the endpoint or the delivery.</summary>
    public Task<IReadOnlyList<BegunAttempt?>> BeginAsync(IReadOnlyList<AttemptToBegin> attempts) => UseAsync(async context =>
    {
        var rows = await context.QueryAsync(
            WebhookStatements.Begin,
            [
                Value(clock.GetUtcNow()),
                Value(attempts.Select(attempt => attempt.Lease.Endpoint.Value).ToArray()),
                Value(attempts.Select(attempt => attempt.Position).ToArray()),
                Value(attempts.Select(attempt => attempt.Lease.Id).ToArray()),
                Value(attempts.Select(attempt => attempt.Lease.Version).ToArray()),
            ],
            static row => (
                Key: (row.GetGuid(0), row.GetInt64(1)), Begun: new BegunAttempt(row.GetInt32(2), row.GetInt32(3), row.GetBoolean(4))),
            CancellationToken.None);
        var begun = rows.ToDictionary(row => row.Key, row => row.Begun);
        return (IReadOnlyList<BegunAttempt?>)
            [.. attempts.Select(attempt => begun.GetValueOrDefault((attempt.Lease.Endpoint.Value, attempt.Position)))];
    });

    /// <summary>Ends attempts, and stores the health of their endpoints. Returns whether each health was stored.</summary>
    public Task<IReadOnlyList<bool>> EndAsync(IReadOnlyList<AttemptToEnd> attempts) => UseAsync(async context =>
    {
        var now = clock.GetUtcNow();
        Statement[] statements =
        [
            .. attempts.Where(attempt => attempt.Health is not null).Select(attempt => StoreHealth(attempt, attempt.Health!, now)),
            new(
                WebhookStatements.End,
                Value(now),
                Value(attempts.Select(attempt => attempt.Lease.Endpoint.Value).ToArray()),
                Value(attempts.Select(attempt => attempt.Position).ToArray()),
                Value(attempts.Select(attempt => attempt.Begun.Number).ToArray()),
                Value(attempts.Select(attempt => WebhookText.Of(attempt.Status)).ToArray()),
                Value(attempts.Select(attempt => attempt.DueAt).ToArray()),
                Value(attempts.Select(attempt => ids.Next(attempt.At)).ToArray()),
                Value(attempts.Select(attempt => attempt.Begun.IsManual ? "manual" : "schedule").ToArray()),
                Value(attempts.Select(attempt => attempt.At).ToArray()),
                Value(attempts.Select(attempt => (int)attempt.Outcome.Duration.TotalMilliseconds).ToArray()),
                Value(attempts.Select(attempt => attempt.Outcome.StatusCode).ToArray()),
                Value(attempts.Select(attempt => WebhookText.Of(attempt.Outcome.Error)).ToArray()),
                Value(attempts.Select(attempt => attempt.Outcome.Response).ToArray()),
                Value(attempts.Select(attempt => attempt.Begun.Step).ToArray())),
        ];
        await context.BatchAsync(statements, static _ => true, CancellationToken.None);
        if (attempts.Any(attempt => attempt.Health?.Type is not null))
        {
            feed.Wake();
        }

        return (IReadOnlyList<bool>)[.. attempts.Select(attempt => attempt.Health is not null)];
    });

    /// <summary>Reads the secrets that sign now; null for one that cannot be decrypted.</summary>
    public Task<IReadOnlyList<WebhookLease.Secret?>> ReadSecretsAsync(WebhookEndpointId endpoint, CancellationToken cancellationToken) =>
        UseAsync(async context => (IReadOnlyList<WebhookLease.Secret?>)
            [.. (await ReadSecretsAsync(context, [endpoint.Value], clock.GetUtcNow(), cancellationToken))[endpoint.Value]]);

    /// <summary>Stores a test attempt.</summary>
    public Task StoreTestAsync(WebhookEndpointId endpoint, Guid id, DateTimeOffset at, WebhookOutcome outcome) => UseAsync(context =>
        context.ExecuteAsync(
            WebhookStatements.Test,
            [
                Value(endpoint.Value), Value(id), Value(at), Value((int)outcome.Duration.TotalMilliseconds), Value(outcome.StatusCode),
                Value(WebhookText.Of(outcome.Error)), Value(outcome.Response),
            ],
            CancellationToken.None));

    private static Statement StoreHealth(AttemptToEnd attempt, HealthChange change, DateTimeOffset now)
    {
        // Attempts end in another order than they are judged in, so what is stored is the health now.
        var (lease, health) = (attempt.Lease, attempt.Lease.Health);
        var isDisabled = change.Reason is not null;
        var data = new WebhookEndpointEventData(
            isDisabled ? WebhookStatus.Disabled : WebhookStatus.Enabled, WebhookEndpointEventData.TextOf(change.Reason),
            isDisabled ? null : change.After.DisablesAt, lease.Version + (isDisabled ? 1 : 0));
        return new(
            WebhookStatements.Health,
            Value(now), Value(lease.Endpoint.Value), Value(lease.Id), Value(lease.Version), Value(health.Failures),
            Value(health.FailingSince), Value(health.NextAt), Value(WebhookText.Of(change.Reason)), Value(change.Type),
            EventOutbox.DataOf(change.Type is null ? null : new Event(change.Type, $"{lease.Endpoint}", data)));
    }

    private static NpgsqlParameter[] Describe(IReadOnlyList<WebhookLease> leases) =>
    [
        Value(leases.Select(lease => lease.Endpoint.Value).ToArray()),
        Value(leases.Select(lease => lease.Id).ToArray()),
        Value(leases.Select(lease => lease.Version).ToArray()),
        Value(leases.Select(lease => lease.Cursor.Position).ToArray()),
    ];

    private static DateTimeOffset? At(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private async Task<ILookup<Guid, WebhookLease.Secret?>> ReadSecretsAsync(
        ConciergeDbContext context, Guid[] endpoints, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            WebhookStatements.Secrets, [Value(now), Value(endpoints)],
            static row => (Endpoint: row.GetGuid(0), Id: row.GetGuid(1), Sealed: row.GetFieldValue<byte[]>(2), ExpiresAt: At(row, 3)),
            cancellationToken);
        return rows.ToLookup(
            row => row.Endpoint,
            row => cipher.Open(row.Endpoint, row.Id, row.Sealed) is { } secret ? new WebhookLease.Secret(secret, row.ExpiresAt) : null);
    }

    private Task<ILookup<Guid, FeedEvent>> ReadAsync(
        string sql, IReadOnlyList<WebhookLease> leases, NpgsqlParameter[] more, CancellationToken cancellationToken) =>
        UseAsync(async context =>
        {
            var extent = await feed.GetExtentAsync(cancellationToken);
            var rows = await context.QueryAsync(
                sql,
                [Value(clock.GetUtcNow()), Value(leases.Select(lease => lease.Endpoint.Value).ToArray()), .. more],
                row => (Endpoint: row.GetGuid(0), Event: row.ReadEvent(extent, 1)!),
                cancellationToken);
            return rows.ToLookup(row => row.Endpoint, row => row.Event);
        });

    private async Task<T> UseAsync<T>(Func<ConciergeDbContext, Task<T>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<ConciergeDbContext>());
    }
}
