using Concierge.Application.Authorization;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>The actor of the current request. Set by <see cref="ActingUserMiddleware"/>.</summary>
internal sealed class CurrentActor : ICurrentActor
{
    public Actor Actor { get; set; }
}
