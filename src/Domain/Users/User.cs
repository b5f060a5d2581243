using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Metadata;

namespace Concierge.Domain.Users;

/// <summary>A person who exchanges private messages.</summary>
public sealed class User : IEventSource
{
    private User()
    {
    }

    public UserId Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary><see cref="Name"/> in the form that searches compare. The database computes it; empty until the user is saved.</summary>
    public string SearchName { get; private set; } = "";

    /// <summary>What backends note about the user. Backends alone write and read it; the service does not interpret it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = Pairs.Empty;

    public UserStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Tokens are valid only if minted in this generation. Revoking tokens increments it.</summary>
    public int TokenGeneration { get; private set; }

    /// <summary>Random value of this creation: a deleted resource and its successor under the same id differ in it.</summary>
    public Guid Stamp { get; private init; }

    /// <summary>Number of changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    public EventLog Events { get; } = new();

    /// <summary>Creates a user. Only a backend may do so.</summary>
    public static Result<User> Create(
        Actor actor, UserId id, UserName name, IReadOnlyDictionary<string, string> metadata, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        var at = now.CutToMilliseconds();
        var user = new User
        {
            Id = id,
            Name = name.Value,
            Metadata = metadata,
            Stamp = Guid.NewGuid(),
            CreatedAt = at,
            UpdatedAt = at,
        };
        user.Record(UserEvents.Created);
        return user;
    }

    /// <summary>
    /// Replaces name and metadata. Identical values change nothing. Only a backend may send metadata, or change a deactivated user.
    /// </summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">The new name.</param>
    /// <param name="metadata">The new metadata; null keeps it.</param>
    /// <param name="now">The time of the change.</param>
    public Result Change(Actor actor, UserName name, IReadOnlyDictionary<string, string>? metadata, DateTimeOffset now)
    {
        if (!actor.MayActAs(Id))
        {
            return CommonErrors.Forbidden;
        }

        if (Status == UserStatus.Deactivated && !actor.IsBackend)
        {
            return UserErrors.Deactivated;
        }

        if (metadata is not null && !actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers.At("/metadata");
        }

        if (name.Value == Name && (metadata is null || metadata.HasSamePairs(Metadata)))
        {
            return Result.Success;
        }

        (Name, Metadata) = (name.Value, metadata ?? Metadata);
        Touch(UserEvents.Updated, now);
        return Result.Success;
    }

    /// <summary>Deactivates the user. Idempotent.</summary>
    public Result Deactivate(Actor actor, DateTimeOffset now)
    {
        if (!actor.MayActAs(Id))
        {
            return CommonErrors.Forbidden;
        }

        if (Status == UserStatus.Active)
        {
            Status = UserStatus.Deactivated;
            Touch(UserEvents.Deactivated, now);
        }

        return Result.Success;
    }

    /// <summary>
    /// Makes a deactivated user active again. Only a backend may do so. Tokens of the time before stay invalid. Idempotent.
    /// </summary>
    public Result Reactivate(Actor actor, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        if (Status == UserStatus.Deactivated)
        {
            Status = UserStatus.Active;
            TokenGeneration++;
            Touch(UserEvents.Reactivated, now);
        }

        return Result.Success;
    }

    /// <summary>
    /// Checks that <paramref name="actor"/> may mint a token for this user: only a backend may, and only for an active user.
    /// </summary>
    public Result CheckToken(Actor actor) =>
        !actor.IsBackend ? CommonErrors.ForbiddenToUsers
        : Status == UserStatus.Deactivated ? UserErrors.Deactivated
        : Result.Success;

    /// <summary>Revokes all tokens of this user. The version does not change, because callers see no difference.</summary>
    public Result RevokeTokens(Actor actor)
    {
        if (!actor.MayActAs(Id))
        {
            return CommonErrors.Forbidden;
        }

        TokenGeneration++;
        RecordRevocation(null);
        return Result.Success;
    }

    /// <summary>Records that one token of this user was revoked. The repository removes the token.</summary>
    public void RevokeToken(Guid token) => RecordRevocation(token);

    private void RecordRevocation(Guid? token) =>
        Events.Record(new(UserEvents.TokensRevoked, Id.Value, new UserTokensEventData(token), Id.Value));

    private void Touch(string change, DateTimeOffset now)
    {
        (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
        Record(change);
    }

    private void Record(string change) => Events.Record(new(change, Id.Value, new UserEventData(Status, Version), Id.Value));
}
