using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Concierge.Application.Access;
using Concierge.Application.Pipeline;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// All good keys, read together and anew every second in which one is asked for: the cost of knowing a caller does not grow with the requests, nor does that
/// of a flood of wrong keys, of which all that wait at one time are answered by one look at the database.
/// </summary>
internal sealed class ServiceKeyRing(IServiceScopeFactory scopes, ServiceKeyUses uses, TimeProvider clock) : IServiceKeyRing, IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim loading = new(1);
    private volatile Snapshot? snapshot;
    private Failure? failure;

    public async ValueTask<ServiceKeyGrant?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        var hash = ServiceKeySecret.Hash(secret);
        var known = snapshot;

        // What is not among the keys may have been made since they were read.
        var grant = known is not null && clock.GetElapsedTime(known.AsOf, asked) <= MaxAge ? known.Find(hash) : null;
        grant ??= (await LoadAsync(asked, cancellationToken)).Find(hash);
        if (grant is not null)
        {
            uses.Record(grant.Id);
        }

        return grant;
    }

    public void Dispose() => loading.Dispose();

    /// <summary>
    /// The keys, read after they were asked for, by whichever of those who wait comes first. If they cannot be read, all who wait are told so at once; each
    /// after the other's wait would be a queue without end.
    /// </summary>
    private async Task<Snapshot> LoadAsync(long asked, CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (snapshot is { } loaded && loaded.AsOf > asked)
            {
                return loaded;
            }

            if (failure?.AsOf > asked)
            {
                failure.Cause.Throw();
            }

            return snapshot = await ReadAsync(cancellationToken);
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var asOf = clock.GetTimestamp();
        try
        {
            return new(asOf, await TransientFailure.RetryOnceAsync(() => ReadKeysAsync(cancellationToken)));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = new(asOf, ExceptionDispatchInfo.Capture(exception));
            throw;
        }
    }

    private async Task<FrozenDictionary<long, Entry>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = await scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Set<ServiceKey>()
            .Where(key => key.RevokedAt == null)
            .Select(key => new { key.Id, key.Scopes, key.SecretHash })
            .ToListAsync(cancellationToken);
        return keys.ToFrozenDictionary(key => Snapshot.PlaceOf(key.SecretHash), key => new Entry(key.SecretHash, new(key.Id, key.Scopes)));
    }

    private sealed record Failure(long AsOf, ExceptionDispatchInfo Cause);

    private sealed record Entry(byte[] SecretHash, ServiceKeyGrant Grant);

    /// <summary>The keys as of a time stamp of the clock.</summary>
    private sealed record Snapshot(long AsOf, FrozenDictionary<long, Entry> Keys)
    {
        /// <summary>A fourth of the hash says where to look. It tells nobody a secret, and the rest is compared in constant time.</summary>
        public static long PlaceOf(byte[] hash) => BinaryPrimitives.ReadInt64BigEndian(hash);

        public ServiceKeyGrant? Find(byte[] hash) =>
            Keys.TryGetValue(PlaceOf(hash), out var entry) && CryptographicOperations.FixedTimeEquals(entry.SecretHash, hash) ? entry.Grant : null;
    }
}
