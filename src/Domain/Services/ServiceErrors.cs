using Concierge.Domain.Common;

namespace Concierge.Domain.Services;

public static class ServiceErrors
{
    public static readonly Error NotFound = new("service_not_found", "There is no service with this id.", ErrorKind.NotFound);

    public static readonly Error Exists = new("service_exists", "A service with this id exists.", ErrorKind.Conflict);

    public static readonly Error InUse = new("service_in_use", "The service cannot be deleted while orders use it.", ErrorKind.Conflict);

    public static readonly Error Unknown = new("service_unknown", "There is no service with this id.", ErrorKind.Invalid);

    public static readonly Error Inactive = new("service_inactive", "The service takes no new orders.", ErrorKind.Invalid);

    public static readonly Error Duplicate = new("service_duplicate", "The service is listed more than once.", ErrorKind.Invalid);
}
