namespace Concierge.Domain.Common;

/// <summary>Errors that belong to no single aggregate.</summary>
public static class CommonErrors
{
    public static readonly Error Forbidden = new("forbidden", "A user may do this only for themselves.", ErrorKind.Forbidden);

    public static readonly Error ForbiddenToUsers =
        new("forbidden", "Only a backend that does not act as a user may do this.", ErrorKind.Forbidden);

    public static readonly Error EtagMismatch =
        new("etag_mismatch", "The current ETag of the resource does not meet If-Match or If-None-Match.", ErrorKind.PreconditionFailed);

    public static readonly Error CursorInvalid =
        new("cursor_invalid", "The cursor was not issued by this list with these filters.", ErrorKind.Invalid);

    public static readonly Error DatetimeInvalid = new(
        "datetime_invalid",
        "The time is not a valid RFC 3339 date-time, such as 2026-11-21T09:30:00Z or 2026-11-21T10:30:00.000+01:00.",
        ErrorKind.Invalid);

    public static readonly Error DatetimeOffsetRequired =
        new("datetime_offset_required", "The time must end with a UTC offset: Z, or an offset such as +01:00.", ErrorKind.Invalid);
}
