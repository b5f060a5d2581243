using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record DeleteMessage(string Id, Precondition Precondition) : ICommand<Result>;

internal sealed class DeleteMessageValidator : AbstractValidator<DeleteMessage>
{
    public DeleteMessageValidator() => RuleFor(message => message.Id).MessageId();
}

internal sealed class DeleteMessageHandler(IMessageRepository messages, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<DeleteMessage, Result>
{
    public async Task<Result> Handle(DeleteMessage command, CancellationToken cancellationToken)
    {
        var message = await messages.FindAsync(MessageId.From(command.Id), cancellationToken);
        if (message is null)
        {
            return MessageErrors.NotFound;
        }

        var deleted = command.Precondition.Guard(
            new(message.Id.ToString(), message.Version), () => message.Delete(current.Actor, clock.GetUtcNow()));
        return await deleted.ThenAsync(() => messages.SaveAsync(message, current.Actor, cancellationToken));
    }
}
