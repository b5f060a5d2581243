using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>
/// Repeats a command on fresh data when another writer changed a row that it had loaded. With an <c>If-Match</c>, the next attempt then
/// ends with 412. Without one, the caller does not notice.
/// </summary>
internal sealed class ConcurrentChangeBehavior<TRequest, TResponse>(IUnitOfWork unitOfWork, TimeProvider clock)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    /// <summary>Every failed attempt means that another writer succeeded, so one hundred concurrent writers of a row all succeed.</summary>
    private const int MaxAttempts = 100;

    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMilliseconds(50);

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await next();
            }
            catch (ConcurrentChangeException) when (attempt < MaxAttempts)
            {
                unitOfWork.Reset();
            }

            await Task.Delay(Backoff(attempt), clock, cancellationToken);
        }
    }

    /// <summary>Jitter: 50-100 % of the exponential backoff, which starts at 2 ms. Timers ignore fractions of a millisecond.</summary>
    private static TimeSpan Backoff(int attempt)
    {
        var backoff = Math.Min(MaxBackoff.TotalMilliseconds, Math.Pow(2, attempt));
        return TimeSpan.FromMilliseconds(backoff * (0.5 + Random.Shared.NextDouble() / 2));
    }
}
