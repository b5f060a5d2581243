using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record LikeMessage(string Id, string UserId) : ICommand<Result<LikeOutcome>>;

/// <summary>What a like came to.</summary>
/// <param name="Message">The message as it is now.</param>
/// <param name="IsNew">Whether the user did not like it before.</param>
public sealed record LikeOutcome(MessageDto Message, bool IsNew);

internal sealed class LikeMessageValidator : AbstractValidator<LikeMessage>
{
    public LikeMessageValidator()
    {
        this.RuleForMessageId("/id", like => like.Id);
        this.RuleForCallerId("/user_id", like => like.UserId);
    }
}

internal sealed class LikeMessageHandler(IMessageRepository messages, IMessageReader reader, ICurrentActor current)
    : IRequestHandler<LikeMessage, Result<LikeOutcome>>
{
    public async Task<Result<LikeOutcome>> Handle(LikeMessage command, CancellationToken cancellationToken)
    {
        var user = UserId.From(command.UserId);
        var message = await messages.FindAsync(MessageId.From(command.Id), cancellationToken);
        var may = message is null ? MessageErrors.NotFound : message.CheckLike(current.Actor, user);
        if (!may.IsSuccess)
        {
            return Result<LikeOutcome>.Fail(may.Errors);
        }

        var isNew = await messages.AddLikeAsync(message!, user, cancellationToken);
        return await reader.GetAsync(message!.Id, current.Actor, cancellationToken) is { } liked
            ? new LikeOutcome(liked, isNew)
            : MessageErrors.NotFound;
    }
}
