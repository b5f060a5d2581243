using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>
/// Runs a use case again when a row that it loaded was changed by somebody else before it could save. A caller with an <c>If-Match</c> then gets 412 from
/// the fresh state; a caller without one meant "whatever is there", and never hears of it.
/// </summary>
internal sealed class ConcurrentChangeBehavior<TRequest, TResponse>(IUnitOfWork unitOfWork) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    /// <summary>Of many writers at one row, one succeeds each time; a hundred at once still all get through.</summary>
    private const int MaxAttempts = 100;

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
        }
    }
}
