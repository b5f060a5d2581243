using Concierge.Domain.Common;

namespace Concierge.Domain.Users;

public static class UserErrors
{
    public static readonly Error NotFound = new("user_not_found", "There is no user with this id.", ErrorKind.NotFound);

    public static readonly Error Exists = new("user_exists", "A user with this id exists.", ErrorKind.Conflict);

    public static readonly Error Deactivated =
        new("user_deactivated", "The user is deactivated: it can neither change anything nor receive messages.", ErrorKind.Conflict);
}
