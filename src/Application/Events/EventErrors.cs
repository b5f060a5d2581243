using Concierge.Domain.Common;

namespace Concierge.Application.Events;

public static class EventErrors
{
    public static readonly Error IdInvalid =
        new("event_id_invalid", $"An id of an event must match {EventId.Pattern}; earliest and latest are allowed too.", ErrorKind.Invalid);

    public static readonly Error TypeUnknown = new("event_type_unknown", "There is no such type of event.", ErrorKind.Invalid);

    public static readonly Error ResumePointExpired =
        new("resume_point_expired", "The feed no longer has the events after this id.", ErrorKind.Gone);
}
