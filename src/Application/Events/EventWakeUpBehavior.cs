using Concierge.Application.Pipeline;
using MediatR;

namespace Concierge.Application.Events;

/// <summary>Makes the sequencer look for the events of a command as soon as it has ended.</summary>
internal sealed class EventWakeUpBehavior<TRequest, TResponse>(IEventFeed feed) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var response = await next();
        feed.Wake();
        return response;
    }
}
