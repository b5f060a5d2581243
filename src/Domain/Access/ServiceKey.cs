using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Users;

namespace Concierge.Domain.Access;

/// <summary>The credentials of a backend and their scopes.</summary>
public sealed class ServiceKey : IEventSource
{
    /// <summary>Maximum length of the name, in code points.</summary>
    public const int MaxNameLength = 100;

    private ServiceKey()
    {
    }

    public ServiceKeyId Id { get; private init; }

    /// <summary>Name of the backend. All keys with one name are one backend.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Granted scopes; see <see cref="Access.Scopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary><see cref="ServiceKeySecret.Hash"/> of the secret.</summary>
    public byte[] SecretHash { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Time of the last use, accurate to a minute; null if never used.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }

    /// <summary>Expiry; null if the key does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Time of revocation; null while the key is not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Whether the key holds <see cref="Access.Scopes.Admin"/> and ends only when it is revoked.</summary>
    public bool IsPermanentAdmin => RevokedAt is null && ExpiresAt is null && Scopes.Contains(Access.Scopes.Admin);

    public EventLog Events { get; } = new();

    /// <summary>Creates a key. <paramref name="scopes"/> must be valid; duplicates are removed.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="id">The id.</param>
    /// <param name="name">The name: 1 to <see cref="MaxNameLength"/> characters after trimming.</param>
    /// <param name="scopes">Members of <see cref="Access.Scopes.All"/>.</param>
    /// <param name="secret">The secret. Only its hash is stored.</param>
    /// <param name="expiresAt">The expiry; null for none.</param>
    /// <param name="now">The time of creation.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static Result<ServiceKey> Create(
        Actor actor, ServiceKeyId id, string? name, IEnumerable<string> scopes, ServiceKeySecret secret, DateTimeOffset? expiresAt,
        DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        if (expiresAt <= now)
        {
            return AccessErrors.ExpiryPast.At("/expires_at");
        }

        var key = new ServiceKey
        {
            Id = id,
            Name = Text.TrimName(name, MaxNameLength),
            Scopes = [.. scopes.Distinct()],
            SecretHash = ServiceKeySecret.Hash(secret.Text),
            CreatedAt = now.CutToMilliseconds(),
            ExpiresAt = expiresAt?.CutToMilliseconds(),
        };
        key.Record(ServiceKeyEvents.Created);
        return key;
    }

    /// <summary>
    /// Creates the successor of this key: with the same name, scopes and lifetime. This key expires after the overlap, or earlier if it
    /// would have anyway.
    /// </summary>
    public Result<ServiceKey> Rotate(Actor actor, ServiceKeyId id, ServiceKeySecret secret, TimeSpan overlap, DateTimeOffset now)
    {
        if (RevokedAt is not null || ExpiresAt <= now)
        {
            return AccessErrors.KeyInactive;
        }

        var successor = Create(actor, id, Name, Scopes, secret, now + (ExpiresAt - CreatedAt), now);
        if (successor.IsSuccess)
        {
            var end = (now + overlap).CutToMilliseconds();
            ExpiresAt = ExpiresAt < end ? ExpiresAt : end;
        }

        return successor;
    }

    /// <summary>Revokes the key permanently. Idempotent: the first time is kept.</summary>
    public Result Revoke(Actor actor, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        if (RevokedAt is null)
        {
            RevokedAt = now.CutToMilliseconds();
            Record(ServiceKeyEvents.Revoked);
        }

        return Result.Success;
    }

    private void Record(string change) => Events.Record(new(change, Id.ToString(), new ServiceKeyEventData(Name)));
}
