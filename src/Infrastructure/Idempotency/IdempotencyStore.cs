using System.Buffers.Binary;
using System.Data;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Idempotency;

internal sealed class IdempotencyStore(ConciergeDbContext context, TimeProvider clock) : IIdempotencyStore
{
    /// <summary>Stores response $3 to request $2 under $1 until $4, unless a record under $1 is still valid at $5.</summary>
    private const string Store = """
        INSERT INTO idempotency_records AS r (id, fingerprint, response, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, response = excluded.response, expires_at = excluded.expires_at
        WHERE r.expires_at <= $5
        """;

    public async Task<IdempotencyClaim> ClaimAsync(byte[] id, byte[] formerId, CancellationToken cancellationToken)
    {
        // After an exception, the scope of the request rolls the transaction back.
        await context.Database.BeginTransactionAsync(cancellationToken);

        // The transaction holds the lock. It is taken before the read, which therefore sees the record that the previous holder committed.
        var locked = await context.QueryAsync(
            "SELECT pg_try_advisory_xact_lock($1)",
            [Value(BinaryPrimitives.ReadInt64BigEndian(id))],
            static row => row.GetBoolean(0),
            cancellationToken);
        byte[][] ids = [id, formerId];
        var now = clock.GetUtcNow();
        var stored = await context.Set<IdempotencyRecord>()
            .Where(record => ids.Contains(record.Id) && record.ExpiresAt > now)
            .Select(record => new IdempotencyClaim(false, record.Fingerprint, record.Response))
            .FirstOrDefaultAsync(cancellationToken);
        var claim = stored ?? new(InProgress: !locked.Single(), null, null);
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
            // EF Core ignores the error when it releases a savepoint on a broken connection (https://github.com/dotnet/efcore/pull/21698).
            throw new NpgsqlException("The connection broke before the response was stored.", new EndOfStreamException());
        }

        // The primary key decides. The advisory lock only saves the second request its work.
        var now = clock.GetUtcNow();
        var stored = await context.ExecuteAsync(
            Store,
            [Value(id), Value(fingerprint), Value(response), Value(now + IIdempotencyStore.Retention), Value(now)],
            cancellationToken);
        if (stored == 0)
        {
            return false;
        }

        await context.Database.CommitTransactionAsync(cancellationToken);
        return true;
    }

    public Task ReleaseAsync(CancellationToken cancellationToken) => context.Database.RollbackTransactionAsync(cancellationToken);
}
