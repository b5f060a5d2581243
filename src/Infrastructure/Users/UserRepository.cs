using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Users;

internal sealed class UserRepository(ConciergeDbContext context) : IUserRepository
{
    public Task<User?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        context.Set<User>().SingleOrDefaultAsync(user => user.Id == id, cancellationToken);

    public void Add(User user) => context.Set<User>().Add(user);
}
