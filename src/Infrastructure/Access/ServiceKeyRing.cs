using System.Buffers.Binary;
using System.Security.Cryptography;
using Concierge.Application.Access;
using Concierge.Application.Pipeline;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Cache of active service keys, reloaded on demand. A known key is answered from the cache for a second after it was loaded. An unknown
/// key may be new: it is answered by a load that starts after the request. Requests that wait share one load, so a flood of wrong keys runs
/// one query at a time.
/// </summary>
internal sealed class ServiceKeyRing(IServiceScopeFactory scopes, ServiceKeyUses uses, TimeProvider clock) : IServiceKeyRing
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Lock guard = new();
    private volatile Snapshot? snapshot;
    private Task running = Task.CompletedTask;
    private Task<Snapshot>? next;

    public async ValueTask<ServiceKeyGrant?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = ServiceKeySecret.Hash(secret);
        var known = snapshot;
        var grant = known is not null && clock.GetElapsedTime(known.AsOf) <= MaxAge ? known.Find(hash) : null;
        grant ??= (await LoadAsync().WaitAsync(cancellationToken)).Find(hash);
        if (grant is null || grant.ExpiresAt <= clock.GetUtcNow())
        {
            return null;
        }

        uses.Record(grant.Id);
        return grant;
    }

    /// <summary>
    /// Returns the next load, which starts when the running one has ended. Many requests share it, so it does not run in the context of the
    /// one that starts it: its statement belongs to no trace, its log lines to no request.
    /// </summary>
    private Task<Snapshot> LoadAsync()
    {
        lock (guard)
        {
            if (next is null)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    next = Task.Run(LoadNextAsync);
                }
            }

            return next;
        }
    }

    private async Task<Snapshot> LoadNextAsync()
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (guard)
        {
            // From here on, a new request needs another load: its key may be created after this one reads.
            (running, next) = (next!, null);
        }

        var asOf = clock.GetTimestamp();
        return snapshot = new(asOf, await TransientFailure.RetryOnceAsync(ReadKeysAsync));
    }

    /// <summary>
    /// Reads all keys that are not revoked. Not cancelled with a request, because others wait for it, too; the database's timeouts bound
    /// it. A row whose hash is not a SHA-256 hash, which nothing here writes, matches no secret and must not refuse the other keys.
    /// </summary>
    private async Task<Dictionary<long, Entry>> ReadKeysAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = await scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Set<ServiceKey>()
            .Where(key => key.RevokedAt == null && key.SecretHash.Length == SHA256.HashSizeInBytes)
            .Select(key => new { key.Id, key.Name, key.Scopes, key.ExpiresAt, key.SecretHash })
            .ToListAsync();
        return keys.ToDictionary(
            key => Snapshot.SlotOf(key.SecretHash),
            key => new Entry(key.SecretHash, new(key.Id, key.Name, key.Scopes, key.ExpiresAt)));
    }

    private sealed record Entry(byte[] SecretHash, ServiceKeyGrant Grant);

    /// <summary>The active keys as of a timestamp of the clock.</summary>
    private sealed record Snapshot(long AsOf, Dictionary<long, Entry> Keys)
    {
        /// <summary>
        /// Gets the first quarter of a hash, which finds the entry. It reveals no secret; the whole hash is compared in constant time.
        /// </summary>
        public static long SlotOf(byte[] hash) => BinaryPrimitives.ReadInt64BigEndian(hash);

        public ServiceKeyGrant? Find(byte[] hash) =>
            Keys.TryGetValue(SlotOf(hash), out var entry)
                && CryptographicOperations.FixedTimeEquals(entry.SecretHash, hash) ? entry.Grant : null;
    }
}
