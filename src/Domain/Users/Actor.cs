namespace Concierge.Domain.Users;

/// <summary>
/// The authority of a request: a backend's own, which may do anything for anyone, or that of one user, to whom the ownership rules apply.
/// </summary>
public readonly record struct Actor
{
    private Actor(UserId user) => User = user;

    /// <summary>A backend that names no user.</summary>
    public static Actor Backend => default;

    /// <summary>The acting user; null for a backend on its own authority.</summary>
    public UserId? User { get; }

    /// <summary>A user, or a backend that acts as that user.</summary>
    public static Actor As(UserId user) => new(user);

    /// <summary>Whether a backend acts on its own authority.</summary>
    public bool IsBackend => User is null;

    /// <summary>Whether this actor may do what only backends and <paramref name="user"/> may do.</summary>
    public bool MayActAs(UserId user) => IsBackend || User == user;
}
