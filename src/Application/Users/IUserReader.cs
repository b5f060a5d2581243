using Concierge.Domain.Users;

namespace Concierge.Application.Users;

/// <summary>The users, for reading them.</summary>
public interface IUserReader
{
    /// <summary>The user, or null.</summary>
    Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="count"/> users after <paramref name="after"/>, by id; with a search text, those whose name contains it.</summary>
    Task<IReadOnlyList<UserDto>> ListAsync(string? search, UserId? after, int count, CancellationToken cancellationToken);

    /// <summary>Which of these users exist.</summary>
    Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken);

    /// <summary>Under which number tokens of this user are good; null where none are: the user is unknown, or deactivated.</summary>
    Task<int?> GetTokenGenerationAsync(UserId id, CancellationToken cancellationToken);
}
