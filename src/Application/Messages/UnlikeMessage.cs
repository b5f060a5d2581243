using Concierge.Application.Authorization;
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
        RuleFor(like => like.Id).MessageId();
        RuleFor(like => like.UserId).CallerId();
    }
}

internal sealed class UnlikeMessageHandler(IMessageRepository messages, ICurrentActor current) : IRequestHandler<UnlikeMessage, Result>
{
    public async Task<Result> Handle(UnlikeMessage command, CancellationToken cancellationToken)
    {
        var user = UserId.From(command.UserId);
        if (await messages.FindAsync(MessageId.From(command.Id), cancellationToken) is not { } message)
        {
            return MessageErrors.NotFound;
        }

        return await message.CheckLike(current.Actor, user)
            .ThenAsync(() => messages.RemoveLikeAsync(message, user, current.Actor, cancellationToken));
    }
}
