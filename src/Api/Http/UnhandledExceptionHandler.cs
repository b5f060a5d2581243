using System.Data.Common;
using Concierge.Api.Problems;
using Concierge.Application.Pipeline;
using Microsoft.AspNetCore.Diagnostics;

namespace Concierge.Api.Http;

/// <summary>Answers what nobody refused but what went wrong; the exception goes to the log, never to the client.</summary>
internal sealed partial class UnhandledExceptionHandler(ILogger<UnhandledExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            return true;
        }

        switch (exception)
        {
            case BadHttpRequestException refused:
                await ProblemWriter.WriteAsync(httpContext, HttpErrors.Of(refused.StatusCode));
                break;
            case var _ when IsDatabaseAway(exception):
                DatabaseAway(logger, exception);
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
    /// Whether the database could not be asked, or says itself that another attempt may succeed. Npgsql does not count as such a database that is not there
    /// (3D000) or only read at the moment (25006), a transaction that the server ended because it idled (25P03) or took too long (25P04), and a statement that an
    /// operator or a time-out of the server's ended (57014).
    /// </summary>
    private static bool IsDatabaseAway(Exception? exception) => exception switch
    {
        null => false,
        DbException { IsTransient: true } or DbException { SqlState: "3D000" or "25006" or "25P03" or "25P04" or "57014" } or TimeoutException or ConcurrentChangeException => true,
        _ => IsDatabaseAway(exception.InnerException),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The request failed")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer")]
    private static partial void DatabaseAway(ILogger logger, Exception exception);
}
