using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Application.Users;

internal static class UnknownUsers
{
    /// <summary>
    /// Gets an error that points to the first of these users who does not exist, or null. Needed only when a list is empty: users with rows
    /// exist.
    /// </summary>
    public static async Task<Error?> FindUnknownAsync(
        this IUserReader users, CancellationToken cancellationToken, params (UserId Id, string Pointer)[] named)
    {
        var existing = await users.ExistingAsync([.. named.Select(user => user.Id)], cancellationToken);
        return named.Where(user => !existing.Contains(user.Id)).Select(user => UserErrors.NotFound.At(user.Pointer)).FirstOrDefault();
    }
}
