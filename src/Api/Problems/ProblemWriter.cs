using System.Diagnostics;
using System.Globalization;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Problems;

/// <summary>Writes errors as problems (RFC 9457). Every error response of the service comes from here.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    private static readonly Error ValidationFailed =
        new("validation_failed", "The request is not valid; see errors.", ErrorKind.Validation);

    /// <summary>Writes errors of the domain. They share one kind, and so one status.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<Error> errors)
    {
        // One named error gives the problem its code; validation errors, and several errors, share validation_failed.
        var head = errors.All(error => error.Kind != ErrorKind.Validation && error.Code == errors[0].Code) ? errors[0] : ValidationFailed;
        var status = StatusOf(errors[0].Kind);
        var problem = Create(context, status, head.Code, head.Message) with
        {
            Detail = head.Details?.Description
                ?? (errors.Count == 1 && errors[0].Pointer is { Length: > 0 } pointer ? $"{pointer}: {errors[0].Message}" : head.Message),
            Index = errors[0].Operation,
            Errors = errors.Any(error => error.Pointer is not null)
                ? [.. errors.Select(error => new ProblemError { Pointer = error.Pointer ?? "", Code = error.Code, Detail = error.Message })]
                : null,
        };
        var extensions = head.Details is { } details
            ? context.RequestServices.GetServices<IProblemExtension>().Select(extension => extension.Extend(problem, details))
            : [];
        return WriteAsync(
            context, extensions.FirstOrDefault(extended => extended is not null) ?? problem,
            head.RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null);
    }

    /// <summary>Writes an error of the HTTP layer.</summary>
    public static Task WriteAsync(HttpContext context, HttpError error) =>
        WriteAsync(context, Create(context, error.Status, error.Code, error.Message), error.RetryAfter);

    private static Problem Create(HttpContext context, int status, string code, string message) => new()
    {
        Type = ProblemDescription.TypeOf(code),
        Title = message.TrimEnd('.'),
        Status = status,
        Detail = message,
        Instance = context.Request.PathBase + context.Request.Path,
        Code = code,
        TraceId = context.Features.Get<IHttpActivityFeature>() is { Activity: { } span }
            ? span.TraceId.ToHexString()
            : context.TraceIdentifier,
    };

    private static Task WriteAsync(HttpContext context, Problem problem, int? retryAfter)
    {
        context.RequestServices.GetRequiredService<ProblemMetrics>().Count(problem);
        context.Response.StatusCode = problem.Status;
        if (retryAfter is not null || problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = (retryAfter ?? 1).ToString(CultureInfo.InvariantCulture);
        }

        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

        // Not cancelled with the request: a request that timed out still gets its answer, and the answer is small.
        return context.Response.WriteAsJsonAsync<object>(problem, json, ContentType, CancellationToken.None);
    }

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation or ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Gone => StatusCodes.Status410Gone,
        ErrorKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ErrorKind.LimitReached => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new UnreachableException(),
    };
}
