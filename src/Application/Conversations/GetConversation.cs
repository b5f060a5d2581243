using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Users;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Conversations;

public sealed record GetConversation(string UserId, string PeerId) : IQuery<Result<ConversationDto>>;

internal sealed class GetConversationValidator : AbstractValidator<GetConversation>
{
    public GetConversationValidator()
    {
        RuleFor(query => query.UserId).CallerId().OverridePropertyName("id");
        RuleFor(query => query.PeerId).CallerId();
    }
}

internal sealed class GetConversationHandler(IConversationReader conversations, IUserReader users, ICurrentActor current)
    : IRequestHandler<GetConversation, Result<ConversationDto>>
{
    public async Task<Result<ConversationDto>> Handle(GetConversation query, CancellationToken cancellationToken)
    {
        var (user, peer) = (UserId.From(query.UserId), UserId.From(query.PeerId));
        if (!current.Actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        return await conversations.GetAsync(user, peer, cancellationToken) is { } conversation
            ? conversation
            : await users.FindUnknownAsync(cancellationToken, (user, "/id"), (peer, "/peer_id")) ?? ConversationErrors.NotFound;
    }
}
