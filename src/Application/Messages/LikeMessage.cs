using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record LikeMessage(string Id, string UserId) : ICommand<Result<LikeOutcome>>;

/// <summary>Result of a like.</summary>
/// <param name="Message">The message after the like.</param>
/// <param name="IsNew">Whether this request added the like.</param>
public sealed record LikeOutcome(MessageDto Message, bool IsNew);

internal sealed class LikeMessageValidator : AbstractValidator<LikeMessage>
{
    public LikeMessageValidator()
    {
        RuleFor(like => like.Id).MessageId();
        RuleFor(like => like.UserId).CallerId();
    }
}

internal sealed class LikeMessageHandler(IMessageRepository messages, IMessageReader reader, ICurrentActor current)
    : IRequestHandler<LikeMessage, Result<LikeOutcome>>
{
    public async Task<Result<LikeOutcome>> Handle(LikeMessage command, CancellationToken cancellationToken)
    {
        var user = UserId.From(command.UserId);
        if (await messages.FindAsync(MessageId.From(command.Id), cancellationToken) is not { } message)
        {
            return MessageErrors.NotFound;
        }

        var may = message.CheckLike(current.Actor, user);
        if (!may.IsSuccess)
        {
            return may.ToFailure<LikeOutcome>();
        }

        var added = await messages.AddLikeAsync(message, user, current.Actor, cancellationToken);
        if (!added.IsSuccess)
        {
            return added.ToFailure<LikeOutcome>();
        }

        return await reader.GetAsync(message.Id, current.Actor, cancellationToken) is { } liked
            ? new LikeOutcome(liked, added.Value)
            : MessageErrors.NotFound;
    }
}
