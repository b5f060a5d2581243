using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>A request that only reads, so it is safe to retry.</summary>
public interface IQuery<out TResponse> : IRequest<TResponse>;
