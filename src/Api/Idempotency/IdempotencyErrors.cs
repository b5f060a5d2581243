using Concierge.Api.Problems;

namespace Concierge.Api.Idempotency;

/// <summary>Errors of requests that carry an <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyErrors
{
    public static readonly HttpError KeyInvalid =
        new(StatusCodes.Status400BadRequest, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters.");

    public static readonly HttpError KeyReused =
        new(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "This Idempotency-Key was used for another request.");

    public static readonly HttpError InProgress =
        new(
            StatusCodes.Status409Conflict, "idempotency_in_progress",
            "A request with this Idempotency-Key is in progress.")
        { RetryAfter = 1 };
}
