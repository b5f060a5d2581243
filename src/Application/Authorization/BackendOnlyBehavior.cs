using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Application.Authorization;

/// <summary>
/// Rejects users' <see cref="IBackendOnly"/> requests before anything is loaded. Also rejects a backend that acts as a user.
/// </summary>
internal sealed class BackendOnlyBehavior<TRequest, TResponse>(ICurrentActor current) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, IBackendOnly
    where TResponse : IFailable<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        current.Actor.IsBackend ? next() : Task.FromResult(TResponse.Fail([CommonErrors.ForbiddenToUsers]));
}
