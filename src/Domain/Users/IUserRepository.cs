namespace Concierge.Domain.Users;

/// <summary>The users, for changing them.</summary>
public interface IUserRepository
{
    /// <summary>The user, or null.</summary>
    Task<User?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Adds a user; an id that is taken is refused on save (<see cref="UserErrors.Exists"/>).</summary>
    void Add(User user);
}
