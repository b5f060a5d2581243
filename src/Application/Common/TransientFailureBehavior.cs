using System.Data.Common;
using MediatR;

namespace Concierge.Application.Common;

/// <summary>
/// Asks a query again, once, whose connection turned out to be dead: after a restart of the database every connection in the pool is, and the first to find
/// out has the pool cleared. What writes is never repeated: nobody knows whether a write whose connection broke was done.
/// </summary>
internal sealed class TransientFailureBehavior<TRequest, TResponse>(IUnitOfWork unitOfWork) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IQuery<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            return await next();
        }
        catch (DbException exception) when (exception is { IsTransient: true, InnerException: not TimeoutException })
        {
            unitOfWork.Reset();
            return await next();
        }
    }
}
