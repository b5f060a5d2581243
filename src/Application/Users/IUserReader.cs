using Concierge.Domain.Users;

namespace Concierge.Application.Users;

/// <summary>Reads users.</summary>
public interface IUserReader
{
    /// <summary>Gets the user, or null if it does not exist.</summary>
    Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Lists at most <paramref name="count"/> users after <paramref name="after"/>, ordered by id.</summary>
    /// <param name="search">Text that the names must contain, in any case, letter form and Unicode normal form; null for all users.</param>
    /// <param name="after">Id before the first item; null to start at the beginning.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, int count, CancellationToken cancellationToken);

    /// <summary>Gets those of the ids whose users exist.</summary>
    Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken);

    /// <summary>Gets the status of the user, or null if it does not exist.</summary>
    Task<UserStatus?> GetStatusAsync(UserId id, CancellationToken cancellationToken);
}
