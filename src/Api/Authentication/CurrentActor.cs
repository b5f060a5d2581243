using System.Security.Claims;
using Concierge.Application.Authorization;
using Concierge.Application.Users;
using Concierge.Domain.Access;
using Concierge.Domain.Callers;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>
/// The actor of the current request. Set by <see cref="ActingUserMiddleware"/>. Resolves the reader late because most requests need none.
/// </summary>
internal sealed class CurrentActor(IServiceProvider services) : ICurrentActor
{
    public Actor Actor { get; set; }

    /// <summary>The caller of the request; null where a command of the program runs.</summary>
    public ClaimsPrincipal? Principal { get; set; }

    public CallerIdentity Caller =>
        Principal is null ? new(CallerKind.Operator, "command line", null, Scopes.All) : Authentication.Caller.IdentityOf(Principal);

    /// <summary>Whether a backend named the user. The status of a token's user is checked with the token.</summary>
    public bool IsNamed { get; set; }

    public async Task<Error?> CheckAsync(bool isChange, CancellationToken cancellationToken)
    {
        if (!IsNamed || Actor.User is not { } user)
        {
            return null;
        }

        return await services.GetRequiredService<IUserReader>().GetStatusAsync(user, cancellationToken) switch
        {
            null => ActingUserErrors.Unknown.At($"/{ActingUserMiddleware.Header}"),
            UserStatus.Active => null,
            _ => isChange ? UserErrors.Deactivated.At($"/{ActingUserMiddleware.Header}") : null,
        };
    }
}
