using Concierge.Domain.Common;

namespace Concierge.Domain.Users;

public enum UserStatus
{
    Active,

    /// <summary>Sends and receives nothing any more; what was written stays readable.</summary>
    Deactivated,
}

/// <summary>Somebody who can talk and book.</summary>
public sealed class User
{
    /// <summary>Most pairs in <see cref="Metadata"/>.</summary>
    public const int MaxMetadataPairs = 50;

    /// <summary>Longest key in <see cref="Metadata"/>, in characters.</summary>
    public const int MaxMetadataKeyLength = 64;

    /// <summary>Longest value in <see cref="Metadata"/>, in characters.</summary>
    public const int MaxMetadataValueLength = 1000;

    private User()
    {
    }

    public UserId Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary><see cref="Name"/> as searches compare it; kept beside it so that the answer does not hang on the database's locale.</summary>
    public string SearchName { get; private set; } = "";

    /// <summary>The caller's own notes; the service only keeps them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    public UserStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Only tokens that were minted under this number are good; revoking them counts it on.</summary>
    public int TokenGeneration { get; private set; }

    /// <summary>Counts the changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Only a service adds users.</summary>
    public static Result<User> Create(
        Actor actor, UserId id, UserName name, IReadOnlyDictionary<string, string> metadata, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        var at = now.CutToMilliseconds();
        return new User
        {
            Id = id,
            Name = name.Value,
            SearchName = name.ForSearch,
            Metadata = metadata,
            CreatedAt = at,
            UpdatedAt = at,
        };
    }

    /// <summary>Replaces name and metadata. What is already so changes nothing.</summary>
    public Result Change(Actor actor, UserName name, IReadOnlyDictionary<string, string> metadata, DateTimeOffset now)
    {
        if (!actor.MayActAs(Id))
        {
            return CommonErrors.Forbidden;
        }

        if (name.Value == Name && SamePairs(metadata, Metadata))
        {
            return Result.Success;
        }

        (Name, SearchName, Metadata) = (name.Value, name.ForSearch, metadata);
        Touch(now);
        return Result.Success;
    }

    /// <summary>Deactivates for good; a second time changes nothing.</summary>
    public Result Deactivate(Actor actor, DateTimeOffset now)
    {
        if (!actor.MayActAs(Id))
        {
            return CommonErrors.Forbidden;
        }

        if (Status == UserStatus.Active)
        {
            Status = UserStatus.Deactivated;
            Touch(now);
        }

        return Result.Success;
    }

    /// <summary>Whether <paramref name="actor"/> may have a token for this user: a service that speaks for itself, for a user who is active.</summary>
    public Result CheckToken(Actor actor) =>
        !actor.IsBackend ? CommonErrors.ForbiddenToUsers
        : Status == UserStatus.Deactivated ? UserErrors.Deactivated
        : Result.Success;

    /// <summary>Makes every token that this user has worthless. What callers see of the user stays as it is.</summary>
    public Result RevokeTokens(Actor actor)
    {
        if (!actor.MayActAs(Id))
        {
            return CommonErrors.Forbidden;
        }

        TokenGeneration++;
        return Result.Success;
    }

    private static bool SamePairs(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private void Touch(DateTimeOffset now) => (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
}
