namespace Concierge.Domain.Common;

/// <summary>Refusals that belong to no single aggregate.</summary>
public static class CommonErrors
{
    public static readonly Error Forbidden =
        new("forbidden", "The acting user may not do this for another user.", ErrorKind.Forbidden);

    public static readonly Error ForbiddenToUsers =
        new("forbidden", "Only a service may do this, on its own authority.", ErrorKind.Forbidden);

    public static readonly Error EtagMismatch =
        new("etag_mismatch", "The resource has changed since this If-Match was read.", ErrorKind.PreconditionFailed);

    public static readonly Error CursorInvalid =
        new("cursor_invalid", "The cursor is not one that this list, with these filters, has given out.", ErrorKind.Invalid);

    public static readonly Error DatetimeInvalid =
        new("datetime_invalid", "The time is not one that RFC 3339 describes, such as 2026-11-21T09:30:00Z or 2026-11-21T10:30:00.000+01:00.", ErrorKind.Invalid);

    public static readonly Error DatetimeOffsetRequired =
        new("datetime_offset_required", "The time has no offset from UTC: it ends in Z or in an offset such as +01:00.", ErrorKind.Invalid);
}
