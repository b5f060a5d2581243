using System.Diagnostics;
using Concierge.Api.Orders;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Common;

/// <summary>The one place where a refusal or a failure becomes an answer.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static readonly Error JsonMalformed = new("json_malformed", "The body is not the JSON that is expected here.", ErrorKind.Invalid);

    public static readonly Error BodyTooLarge =
        new("body_too_large", $"The body is larger than {Hosting.MaxRequestBody} bytes.", ErrorKind.Invalid);

    public static readonly Error IdempotencyKeyInvalid =
        new("idempotency_key_invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters.", ErrorKind.Invalid);

    public static readonly Error IdempotencyKeyReused =
        new("idempotency_key_reused", "This Idempotency-Key was used for another request.", ErrorKind.Unprocessable);

    public static readonly Error IdempotencyInProgress =
        new("idempotency_in_progress", "A request with this Idempotency-Key is being carried out.", ErrorKind.Conflict);

    public static readonly Error Internal =
        new("internal_error", "Something went wrong on the server. It was logged under this trace_id.", ErrorKind.Invalid);

    public static readonly Error DatabaseUnavailable =
        new("database_unavailable", "The database does not answer at the moment; try again.", ErrorKind.Unavailable);

    public static readonly Error TimedOut =
        new("request_timed_out", "The request took too long and was given up; what it was to change may or may not be changed.", ErrorKind.Unavailable);

    public static readonly Error ShuttingDown = new("shutting_down", "This replica is about to stop; ask another one.", ErrorKind.Unavailable);

    public static readonly Error RateLimited = new("rate_limited", "Too many requests; Retry-After says when to go on.", ErrorKind.Invalid);

    public static readonly Error TargetTooLong =
        new("target_too_long", $"Path and query are longer than {RequestLimitsMiddleware.MaxTarget} characters.", ErrorKind.Invalid);

    public static readonly Error HeadersTooLarge =
        new("headers_too_large", $"The headers are larger than {RequestLimitsMiddleware.MaxHeaders} bytes.", ErrorKind.Invalid);

    private static readonly Error ValidationFailed = new("validation_failed", "The request is not valid; errors says where.", ErrorKind.Validation);

    /// <summary>The refusal of errors of the domain, which share one status.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<Error> errors) => WriteAsync(context, StatusOf(errors[0].Kind), errors);

    public static Task WriteAsync(HttpContext context, int status, Error error) => WriteAsync(context, status, [error]);

    /// <summary>What the framework refused without a body: unknown routes and methods, media types.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        var phrase = ReasonPhrases.GetReasonPhrase(status);
        var error = status switch
        {
            StatusCodes.Status404NotFound => new Error("route_not_found", "Nothing is served at this path.", ErrorKind.NotFound),
            StatusCodes.Status405MethodNotAllowed => new("method_not_allowed", "This path does not know this method; Allow names those that it knows.", ErrorKind.Invalid),
            StatusCodes.Status415UnsupportedMediaType => new("unsupported_media_type", "The body must be application/json in UTF-8.", ErrorKind.Invalid),
            StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
            StatusCodes.Status500InternalServerError => Internal,
            _ => new(phrase.ToLowerInvariant().Replace(' ', '_'), $"{phrase}.", ErrorKind.Invalid),
        };
        return WriteAsync(context, status, error);
    }

    private static Task WriteAsync(HttpContext context, int status, IReadOnlyList<Error> errors)
    {
        // A named refusal goes by its name, where nothing else is wrong.
        var head = errors.All(error => error.Kind != ErrorKind.Validation && error.Code == errors[0].Code) ? errors[0] : ValidationFailed;
        var problem = new Problem
        {
            Type = $"/problems/{head.Code.Replace('_', '-')}",
            Title = head.Message.TrimEnd('.'),
            Status = status,
            Detail = head.Details?.Description
                ?? (errors.Count == 1 && errors[0].Pointer is { Length: > 0 } pointer ? $"{pointer}: {errors[0].Message}" : head.Message),
            Instance = context.Request.PathBase + context.Request.Path,
            Code = head.Code,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
            Errors = errors.Any(error => error.Pointer is not null)
                ? [.. errors.Select(error => new ProblemError { Pointer = error.Pointer ?? "", Code = error.Code, Detail = error.Message })]
                : null,
        };

        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable || head == IdempotencyInProgress)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var json = context.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;

        // Small, and also for a request that was given up, whose own token is cancelled.
        return context.Response.WriteAsJsonAsync<object>(
            head.Details is OrderConflict conflict ? new OrderConflictProblem(problem, conflict) : problem, json, ContentType, CancellationToken.None);
    }

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation or ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ErrorKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new UnreachableException(),
    };
}

/// <summary>The result of an action that was refused.</summary>
internal sealed class ProblemResult(IReadOnlyList<Error> errors) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) => Problems.WriteAsync(context.HttpContext, errors);
}
