using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Access;

/// <summary>The credentials of a backend, and what they allow it to do.</summary>
public sealed class ServiceKey
{
    /// <summary>Longest name, in characters (code points).</summary>
    public const int MaxNameLength = 100;

    private ServiceKey()
    {
    }

    public ServiceKeyId Id { get; private init; }

    /// <summary>Whose it is, for people.</summary>
    public string Name { get; private init; } = "";

    /// <summary>What it allows; see <see cref="Access.Scopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>The <see cref="ServiceKeySecret.Hash"/> of its secret.</summary>
    public byte[] SecretHash { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it was last used, to within a minute; null if it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }

    /// <summary>When it was revoked; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Makes a key. <paramref name="name"/> and <paramref name="scopes"/> are known to be valid.</summary>
    public static Result<ServiceKey> Create(
        Actor actor, ServiceKeyId id, string name, IEnumerable<string> scopes, ServiceKeySecret secret, DateTimeOffset now) =>
        actor.IsBackend
            ? new ServiceKey
            {
                Id = id,
                Name = name,
                Scopes = [.. scopes.Distinct()],
                SecretHash = ServiceKeySecret.Hash(secret.Text),
                CreatedAt = now.CutToMilliseconds(),
            }
            : CommonErrors.ForbiddenToUsers;

    /// <summary>Whether <paramref name="actor"/> may know which keys there are.</summary>
    public static Result CheckAccess(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;

    /// <summary>Revokes the key for good; a second time changes nothing.</summary>
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
