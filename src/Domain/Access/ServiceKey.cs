using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Access;

/// <summary>The credentials of a backend and their scopes.</summary>
public sealed class ServiceKey
{
    /// <summary>Maximum length of the name, in code points.</summary>
    public const int MaxNameLength = 100;

    private ServiceKey()
    {
    }

    public ServiceKeyId Id { get; private init; }

    /// <summary>Name of the backend, for people.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Granted scopes; see <see cref="Access.Scopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary><see cref="ServiceKeySecret.Hash"/> of the secret.</summary>
    public byte[] SecretHash { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Time of the last use, accurate to a minute; null if never used.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }

    /// <summary>Time of revocation; null while the key is active.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Creates a key. <paramref name="scopes"/> must be valid; duplicates are removed.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="id">The id.</param>
    /// <param name="name">The name: 1 to <see cref="MaxNameLength"/> characters after trimming.</param>
    /// <param name="scopes">Members of <see cref="Access.Scopes.All"/>.</param>
    /// <param name="secret">The secret. Only its hash is stored.</param>
    /// <param name="now">The time of creation.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static Result<ServiceKey> Create(
        Actor actor, ServiceKeyId id, string? name, IEnumerable<string> scopes, ServiceKeySecret secret, DateTimeOffset now) =>
        actor.IsBackend
            ? new ServiceKey
            {
                Id = id,
                Name = Text.TrimName(name, MaxNameLength),
                Scopes = [.. scopes.Distinct()],
                SecretHash = ServiceKeySecret.Hash(secret.Text),
                CreatedAt = now.CutToMilliseconds(),
            }
            : CommonErrors.ForbiddenToUsers;

    /// <summary>Revokes the key permanently. Idempotent: the first time is kept.</summary>
    public Result Revoke(Actor actor, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        RevokedAt ??= now.CutToMilliseconds();
        return Result.Success;
    }
}
