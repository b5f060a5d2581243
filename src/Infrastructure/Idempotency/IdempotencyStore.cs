using System.Buffers.Binary;
using System.Data;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Idempotency;

internal sealed class IdempotencyStore(ConciergeDbContext context, TimeProvider clock) : IIdempotencyStore
{
    public async Task<IdempotencyClaim> ClaimAsync(byte[] id, CancellationToken cancellationToken)
    {
        // If an exception keeps it from being ended, the request's scope rolls it back.
        await context.Database.BeginTransactionAsync(cancellationToken);

        // The lock goes with the transaction. It is asked for before the look: a record that its last holder committed is then in sight.
        var lockId = BinaryPrimitives.ReadInt64BigEndian(id);
        var locked = await context.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({lockId}) AS \"Value\"").ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var kept = await context.Set<IdempotencyRecord>()
            .Where(record => record.Id == id && record.ExpiresAt > now)
            .Select(record => new IdempotencyClaim(false, record.Fingerprint, record.Response))
            .SingleOrDefaultAsync(cancellationToken);
        var claim = kept ?? new(InProgress: !locked.Single(), null, null);
        if (!claim.IsFree)
        {
            await ReleaseAsync(cancellationToken);
        }

        return claim;
    }

    public async Task<bool> CompleteAsync(byte[] id, byte[] fingerprint, byte[] response, CancellationToken cancellationToken)
    {
        if (context.Database.GetDbConnection().State != ConnectionState.Open)
        {
            // EF Core keeps to itself that the connection broke as it released the savepoint of what it saved.
            throw new NpgsqlException("The connection broke before the answer was stored.", new EndOfStreamException());
        }

        var now = clock.GetUtcNow();

        // The primary key is the truth; the advisory lock only spares the second request its work.
        var stored = await context.Database.ExecuteSqlAsync($"""
            INSERT INTO idempotency_records AS r (id, fingerprint, response, expires_at)
            VALUES ({id}, {fingerprint}, {response}, {now + IIdempotencyStore.Retention})
            ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, response = excluded.response, expires_at = excluded.expires_at
            WHERE r.expires_at <= {now}
            """, cancellationToken);
        if (stored == 0)
        {
            return false;
        }

        await context.Database.CommitTransactionAsync(cancellationToken);
        return true;
    }

    public Task ReleaseAsync(CancellationToken cancellationToken) => context.Database.RollbackTransactionAsync(cancellationToken);
}
