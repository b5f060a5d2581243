using Concierge.Domain.Common;

namespace Concierge.Api.Authentication;

/// <summary>Errors of the user that a backend names in <c>X-User-Id</c>.</summary>
internal static class ActingUserErrors
{
    public static readonly Error Unknown =
        new("acting_user_unknown", "There is no user with the id in X-User-Id.", ErrorKind.Invalid);
}
