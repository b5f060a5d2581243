using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Application.Users;

/// <summary>Settings of users.</summary>
/// <param name="SelfService">Whether a user may rename and deactivate themself.</param>
public sealed record UserSettings(bool SelfService)
{
    /// <summary>Checks that an actor may change a user at all. The ownership rules apply in addition.</summary>
    internal Result CheckChange(Actor actor) => SelfService || actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;
}
