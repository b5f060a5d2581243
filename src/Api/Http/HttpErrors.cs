using Concierge.Api.Problems;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api.Http;

/// <summary>Errors that the HTTP layer answers for any operation.</summary>
internal static class HttpErrors
{
    public static readonly HttpError RouteNotFound = new(
        StatusCodes.Status404NotFound, "route_not_found", "Nothing is served at this path.");

    public static readonly HttpError MethodNotAllowed =
        new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Method not allowed; see the Allow header.");

    public static readonly HttpError BodyTooLarge =
        new(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The body is larger than the operation accepts.");

    public static readonly HttpError TargetTooLong =
        new(
            StatusCodes.Status414UriTooLong, "target_too_long",
            $"Path and query are longer than {RequestLimitsMiddleware.MaxTarget} characters.");

    public static readonly HttpError UnsupportedMediaType =
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be application/json in UTF-8.");

    public static readonly HttpError ContentEncodingUnsupported = new(
        StatusCodes.Status415UnsupportedMediaType, "content_encoding_unsupported", "The body must not have a Content-Encoding.");

    public static readonly Error UnknownParameter =
        new("unknown_parameter", "The operation has no query parameter of this name.", ErrorKind.Invalid);

    public static readonly Error DuplicateParameter =
        new("duplicate_parameter", "The query parameter must not be repeated.", ErrorKind.Invalid);

    public static readonly Error ParameterNotText =
        new("text_invalid", "The query parameter is not valid UTF-8.", ErrorKind.Invalid);

    public static readonly HttpError HeadersTooLarge =
        new(
            StatusCodes.Status431RequestHeaderFieldsTooLarge, "headers_too_large",
            $"The headers are larger than {RequestLimitsMiddleware.MaxHeaders} bytes.");

    public static readonly HttpError Internal =
        new(StatusCodes.Status500InternalServerError, "internal_error", "The server failed. The log has the details under this trace_id.");

    public static readonly HttpError DatabaseUnavailable =
        new(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database is not available; try again.");

    public static readonly HttpError RequestTimedOut = new(
        StatusCodes.Status503ServiceUnavailable, "request_timed_out", "The request timed out. Its change may or may not have been made.");

    private static readonly HttpError[] ByStatus = [RouteNotFound, MethodNotAllowed, BodyTooLarge, UnsupportedMediaType, Internal];

    /// <summary>Gets the error for a status that the framework or the server set without a body.</summary>
    public static HttpError Of(int status)
    {
        var phrase = ReasonPhrases.GetReasonPhrase(status);
        return ByStatus.FirstOrDefault(error => error.Status == status)
            ?? new(status, phrase.ToLowerInvariant().Replace(' ', '_'), $"{phrase}.");
    }
}
