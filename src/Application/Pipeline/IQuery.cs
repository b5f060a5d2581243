using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>A request that changes nothing, so that asking it again does no harm.</summary>
public interface IQuery<out TResponse> : IRequest<TResponse>;
