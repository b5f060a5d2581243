using Concierge.Domain.Callers;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Application.Authorization;

/// <summary>Gets the actor of the current request.</summary>
public interface ICurrentActor
{
    Actor Actor { get; }

    /// <summary>Gets who calls. This is the actor's backend where a backend acts as a user.</summary>
    CallerIdentity Caller { get; }

    /// <summary>
    /// Checks the user that a backend named. Returns an error if the user does not exist, or is deactivated and would change something.
    /// </summary>
    Task<Error?> CheckAsync(bool isChange, CancellationToken cancellationToken);
}
