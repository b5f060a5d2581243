using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record SendMessage(string? SenderId, string? RecipientId, string? Body) : ICommand<Result<MessageDto>>;

internal sealed class SendMessageValidator : AbstractValidator<SendMessage>
{
    public SendMessageValidator()
    {
        RuleFor(message => message.SenderId).Required().CallerId();
        RuleFor(message => message.RecipientId).Required().CallerId();
        RuleFor(message => message.Body).Text(MessageBody.MaxLength);
    }
}

internal sealed class SendMessageHandler(IMessageRepository messages, ICurrentActor current, IMapper mapper)
    : IRequestHandler<SendMessage, Result<MessageDto>>
{
    public async Task<Result<MessageDto>> Handle(SendMessage command, CancellationToken cancellationToken)
    {
        var message = Message.Send(
            current.Actor, UserId.From(command.SenderId), UserId.From(command.RecipientId), MessageBody.From(command.Body));
        if (!message.IsSuccess)
        {
            return message.ToFailure<MessageDto>();
        }

        var sent = await messages.SendAsync(message.Value, cancellationToken);
        return sent.Map(() => mapper.Map<MessageDto>(message.Value));
    }
}
