using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>Retries queries once; see <see cref="TransientFailure"/>.</summary>
internal sealed class TransientFailureBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IQuery<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        TransientFailure.RetryOnceAsync(() => next());
}
