using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Application.Authorization;

/// <summary>
/// Rejects requests of a backend that acts as an unknown user, and commands of one that acts as a deactivated user. The check is made here
/// and not before, so that a retry with an <c>Idempotency-Key</c> still gets its stored response.
/// </summary>
internal sealed class ActingUserBehavior<TRequest, TResponse>(ICurrentActor current) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        await current.CheckAsync(isChange: request is ICommand<TResponse>, cancellationToken) is { } error
            ? TResponse.Fail([error])
            : await next();
}
