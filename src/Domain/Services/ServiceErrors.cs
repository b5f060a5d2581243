using Concierge.Domain.Common;

namespace Concierge.Domain.Services;

public static class ServiceErrors
{
    public static readonly Error NotFound = new("service_not_found", "There is no service with this id.", ErrorKind.NotFound);

    public static readonly Error Exists = new("service_exists", "A service with this id exists.", ErrorKind.Conflict);

    public static readonly Error InUse = new("service_in_use", "Orders use this service; while they do, it cannot be deleted.", ErrorKind.Conflict);

    public static readonly Error Unknown = new("service_unknown", "There is no service with this id to order.", ErrorKind.Invalid);

    public static readonly Error Duplicate = new("service_duplicate", "This service is named already.", ErrorKind.Invalid);
}
