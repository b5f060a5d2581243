using Concierge.Domain.Users;

namespace Concierge.Application.Authorization;

/// <summary>Gets the actor of the current request.</summary>
public interface ICurrentActor
{
    Actor Actor { get; }
}
