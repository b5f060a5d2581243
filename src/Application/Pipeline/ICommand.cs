using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>A request that may change something. Each is this or an <see cref="IQuery{TResponse}"/>.</summary>
public interface ICommand<out TResponse> : IRequest<TResponse>;
