using Concierge.Domain.Access;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Access;

internal sealed class UserTokenRepository(ConciergeDbContext context) : IUserTokenRepository
{
    public Task<UserToken?> FindAsync(User user, UserTokenId id, CancellationToken cancellationToken) =>
        context.Set<UserToken>().SingleOrDefaultAsync(
            token => token.UserId == user.Id && token.Generation == user.TokenGeneration && token.Id == id, cancellationToken);

    public void Add(UserToken token) => context.Set<UserToken>().Add(token);

    public void Remove(UserToken token) => context.Set<UserToken>().Remove(token);
}
