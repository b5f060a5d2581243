using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Application.Users;

internal static class UnknownUsers
{
    /// <summary>
    /// The error that names the first of these users who does not exist, or null. Asked only when a list came out empty: what has rows has users.
    /// </summary>
    public static async Task<Error?> FindUnknownAsync(
        this IUserReader users, CancellationToken cancellationToken, params (UserId Id, string Pointer)[] named)
    {
        var existing = await users.ExistingAsync([.. named.Select(user => user.Id)], cancellationToken);
        return named.Where(user => !existing.Contains(user.Id)).Select(user => UserErrors.NotFound.At(user.Pointer)).FirstOrDefault();
    }
}
