using Concierge.Application.Authorization;
using Concierge.Application.Messages;
using Concierge.Application.Pipeline;
using Concierge.Application.Users;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Conversations;

/// <param name="UserId">The user whose marker moves.</param>
/// <param name="PeerId">The other user of the conversation.</param>
/// <param name="UpTo">The last message that the user has read.</param>
public sealed record MarkConversationRead(string UserId, string PeerId, string? UpTo) : ICommand<Result<ReadMarkerDto>>;

internal sealed class MarkConversationReadValidator : AbstractValidator<MarkConversationRead>
{
    public MarkConversationReadValidator()
    {
        RuleFor(marker => marker.UserId).CallerId().OverridePropertyName("id");
        RuleFor(marker => marker.PeerId).CallerId();
        RuleFor(marker => marker.UpTo).Required().MessageId();
    }
}

internal sealed class MarkConversationReadHandler(
    IConversationRepository repository, IConversationReader conversations, IUserReader users, ICurrentActor current)
    : IRequestHandler<MarkConversationRead, Result<ReadMarkerDto>>
{
    public async Task<Result<ReadMarkerDto>> Handle(MarkConversationRead command, CancellationToken cancellationToken)
    {
        var (user, peer) = (UserId.From(command.UserId), UserId.From(command.PeerId));
        if (!current.Actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        var (conversation, upTo) = (ConversationId.Between(user, peer), MessageId.From(command.UpTo));
        Result<bool> marked = upTo.Conversation == conversation
            ? await repository.MarkReadAsync(conversation, user, upTo.Position, current.Actor, cancellationToken)
            : false;
        if (!marked.IsSuccess)
        {
            return marked.ToFailure<ReadMarkerDto>();
        }

        if (await conversations.GetAsync(user, peer, cancellationToken) is not { } read)
        {
            return await users.FindUnknownAsync(cancellationToken, (user, "/id"), (peer, "/peer_id")) ?? ConversationErrors.NotFound;
        }

        return marked.Value ? ReadMarkerDto.Of(read) : ConversationErrors.MarkerNotInConversation;
    }
}
