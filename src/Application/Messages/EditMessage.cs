using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record EditMessage(string Id, string? Body, Precondition Precondition) : ICommand<Result<MessageDto>>;

internal sealed class EditMessageValidator : AbstractValidator<EditMessage>
{
    public EditMessageValidator()
    {
        RuleFor(message => message.Id).MessageId();
        RuleFor(message => message.Body).Text(MessageBody.MaxLength);
    }
}

internal sealed class EditMessageHandler(
    IMessageRepository messages, ICurrentActor current, TimeProvider clock, IMapper mapper)
    : IRequestHandler<EditMessage, Result<MessageDto>>
{
    public async Task<Result<MessageDto>> Handle(EditMessage command, CancellationToken cancellationToken)
    {
        var message = await messages.FindAsync(MessageId.From(command.Id), cancellationToken);
        if (message is null)
        {
            return MessageErrors.NotFound;
        }

        var edited = command.Precondition.Guard(
            new(message.Id.ToString(), message.Version),
            () => message.Edit(current.Actor, MessageBody.From(command.Body), clock.GetUtcNow()));
        var saved = await edited.ThenAsync(() => messages.SaveAsync(message, current.Actor, cancellationToken));
        return saved.Map(() => mapper.Map<MessageDto>(message));
    }
}
