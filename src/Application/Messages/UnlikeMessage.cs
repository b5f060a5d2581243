using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record UnlikeMessage(string Id, string UserId) : ICommand<Result>;

internal sealed class UnlikeMessageValidator : AbstractValidator<UnlikeMessage>
{
    public UnlikeMessageValidator()
    {
        this.RuleForMessageId("/id", like => like.Id);
        this.RuleForCallerId("/user_id", like => like.UserId);
    }
}

internal sealed class UnlikeMessageHandler(IMessageRepository messages, ICurrentActor current) : IRequestHandler<UnlikeMessage, Result>
{
    public async Task<Result> Handle(UnlikeMessage command, CancellationToken cancellationToken)
    {
        var user = UserId.From(command.UserId);
        var message = await messages.FindAsync(MessageId.From(command.Id), cancellationToken);
        var may = message is null ? MessageErrors.NotFound : message.CheckLike(current.Actor, user);
        if (may.IsSuccess)
        {
            await messages.RemoveLikeAsync(message!, user, cancellationToken);
        }

        return may;
    }
}
