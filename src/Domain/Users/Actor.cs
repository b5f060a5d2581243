namespace Concierge.Domain.Users;

/// <summary>
/// On whose authority something is done: a service's own (it may do anything for anyone), or one user's, whom the rules of ownership bind.
/// </summary>
public readonly record struct Actor
{
    private Actor(UserId user) => User = user;

    /// <summary>A service that names no user.</summary>
    public static Actor Backend => default;

    /// <summary>The acting user; null for a service on its own authority.</summary>
    public UserId? User { get; }

    /// <summary>A user, or a service on that user's behalf.</summary>
    public static Actor As(UserId user) => new(user);

    /// <summary>Whether a service acts on its own authority.</summary>
    public bool IsBackend => User is null;

    /// <summary>Whether this actor may do what only <paramref name="user"/> may do.</summary>
    public bool MayActAs(UserId user) => IsBackend || User == user;
}
