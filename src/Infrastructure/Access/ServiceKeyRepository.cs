using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

internal sealed class ServiceKeyRepository(ConciergeDbContext context) : IServiceKeyRepository
{
    /// <summary>Key of the advisory lock of revocations: "adminkey" in ASCII.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(x'61646d696e6b6579'::bigint)";

    /// <summary>Whether a key other than $1 holds admin and is neither revoked nor due to expire.</summary>
    private const string OtherPermanentAdmin = """
        SELECT FROM service_keys
        WHERE id <> $1 AND revoked_at IS NULL AND expires_at IS NULL AND 'admin' = ANY (scopes)
        LIMIT 1
        """;

    public Task<ServiceKey?> FindAsync(ServiceKeyId id, CancellationToken cancellationToken) =>
        context.Set<ServiceKey>().SingleOrDefaultAsync(key => key.Id == id, cancellationToken);

    public void Add(ServiceKey key) => context.Set<ServiceKey>().Add(key);

    public async Task<bool> HasOtherPermanentAdminAsync(ServiceKeyId id, CancellationToken cancellationToken)
    {
        // Each statement of a batch has a snapshot of its own, so the second one sees what the previous holder of the lock committed.
        var others = await context.BatchAsync(
            [new(Lock), new(OtherPermanentAdmin, Value(id.Value))], static _ => true, cancellationToken);
        return others.Count > 0;
    }
}
