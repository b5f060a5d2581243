using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>Asks a query again, once, whose connection turned out to be dead.</summary>
internal sealed class TransientFailureBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IQuery<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        TransientFailure.RetryOnceAsync(() => next());
}
