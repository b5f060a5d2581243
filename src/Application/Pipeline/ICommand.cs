using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>A request that may change data. Every request is either a command or an <see cref="IQuery{TResponse}"/>.</summary>
public interface ICommand<out TResponse> : IRequest<TResponse>;
