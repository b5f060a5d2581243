using Concierge.Application.Paging;
using Concierge.Domain.Users;

namespace Concierge.Application.Users;

/// <summary>Reads users.</summary>
public interface IUserReader
{
    /// <summary>Gets the user, or null if it does not exist.</summary>
    Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the users of the page after <paramref name="after"/>, ordered by id, and at least one more if there is a next page.
    /// </summary>
    /// <param name="search">Text that the names must contain, in any case, letter form and Unicode normal form; null for all users.</param>
    /// <param name="after">Id before the first item; null to start at the beginning.</param>
    /// <param name="limit">Maximum size of the page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, PageLimit limit, CancellationToken cancellationToken);

    /// <summary>Gets those of the ids whose users exist.</summary>
    Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken);

    /// <summary>Gets the status of the user, or null if it does not exist.</summary>
    Task<UserStatus?> GetStatusAsync(UserId id, CancellationToken cancellationToken);
}
