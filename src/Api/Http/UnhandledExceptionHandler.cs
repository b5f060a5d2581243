using System.Data.Common;
using System.Diagnostics;
using Concierge.Api.Observability;
using Concierge.Api.Problems;
using Concierge.Application.Pipeline;
using Microsoft.AspNetCore.Diagnostics;

namespace Concierge.Api.Http;

/// <summary>Turns an unhandled exception into a problem. The exception goes to the log, never to the client.</summary>
internal sealed partial class UnhandledExceptionHandler(ILogger<UnhandledExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
            return true;
        }

        // The log lines take the trace id from the current span, which authentication may have changed in its own frame.
        Activity.Current = RequestTraceMiddleware.SpanOf(httpContext);
        switch (exception)
        {
            case BadHttpRequestException refused:
                await ProblemWriter.WriteAsync(httpContext, HttpErrors.Of(refused.StatusCode));
                break;
            case var _ when IsDatabaseUnavailable(exception):
                DatabaseUnavailable(logger, exception);
                await ProblemWriter.WriteAsync(httpContext, HttpErrors.DatabaseUnavailable);
                break;
            default:
                Failed(logger, exception);
                await ProblemWriter.WriteAsync(httpContext, HttpErrors.Internal);
                break;
        }

        return true;
    }

    /// <summary>
    /// Whether the database is unavailable, or the error is transient. The listed SQLSTATEs are not transient to Npgsql: the database does
    /// not exist (3D000) or is read-only (25006), the server ended the transaction because it was idle (25P03) or took too long (25P04),
    /// and an operator or a server timeout canceled the statement (57014). See docs/decisions/0012-map-sqlstate-to-503.md.
    /// </summary>
    private static bool IsDatabaseUnavailable(Exception? exception) => exception switch
    {
        null => false,
        DbException { IsTransient: true } or DbException { SqlState: "3D000" or "25006" or "25P03" or "25P04" or "57014" } => true,
        TimeoutException or ConcurrentChangeException => true,
        _ => IsDatabaseUnavailable(exception.InnerException),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The request failed")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is unavailable")]
    private static partial void DatabaseUnavailable(ILogger logger, Exception exception);
}
