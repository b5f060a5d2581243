namespace Concierge.Domain.Common;

/// <summary>Refusals that belong to no single aggregate.</summary>
public static class CommonErrors
{
    public static readonly Error Forbidden =
        new("forbidden", "The acting user may not do this for another user.", ErrorKind.Forbidden);

    public static readonly Error EtagMismatch =
        new("etag_mismatch", "The resource has changed since this If-Match was read.", ErrorKind.PreconditionFailed);

    public static readonly Error CursorInvalid =
        new("cursor_invalid", "The cursor is not one that this list, with these filters, has given out.", ErrorKind.Invalid);
}
