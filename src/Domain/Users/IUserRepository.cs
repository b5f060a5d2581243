namespace Concierge.Domain.Users;

/// <summary>Loads and stores users for commands.</summary>
public interface IUserRepository
{
    /// <summary>Returns the user, or null if it does not exist.</summary>
    Task<User?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Adds a user. Saving fails with <see cref="UserErrors.Exists"/> if the id is taken.</summary>
    void Add(User user);
}
