using System.Diagnostics;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>
/// Records name, duration and outcome of each use case as a span and a metric. Records no input and no idle
/// <see cref="IPoll{TResponse}"/>.
/// </summary>
internal sealed class TelemetryBehavior<TRequest, TResponse>(UseCaseTelemetry telemetry) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = UseCaseTelemetry.Start(typeof(TRequest).Name);
        var started = Stopwatch.GetTimestamp();
        var outcome = "exception";
        var isIdle = false;
        try
        {
            var response = await next();
            outcome = response.Errors is [var error, ..] ? error.Code : "success";
            isIdle = request is IPoll<TResponse> poll && poll.IsIdle(response);
            return response;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            if (!isIdle)
            {
                telemetry.End(typeof(TRequest).Name, outcome, Stopwatch.GetElapsedTime(started), activity);
            }
        }
    }
}
