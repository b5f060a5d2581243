using Concierge.Application.Authorization;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
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

public sealed record ListConversationMessages(string UserId, string PeerId, MessagePaging Paging) : IQuery<Result<Page<MessageDto>>>;

internal sealed class ListConversationMessagesValidator : AbstractValidator<ListConversationMessages>
{
    public ListConversationMessagesValidator()
    {
        RuleFor(query => query.UserId).CallerId().OverridePropertyName("id");
        RuleFor(query => query.PeerId).CallerId();
        RuleFor(query => query.Paging.Order).SortOrder();
        RuleFor(query => query.Paging.Limit).Limit();
    }
}

internal sealed class ListConversationMessagesHandler(IMessageReader messages, IUserReader users, ICurrentActor current)
    : IRequestHandler<ListConversationMessages, Result<Page<MessageDto>>>
{
    public async Task<Result<Page<MessageDto>>> Handle(ListConversationMessages query, CancellationToken cancellationToken)
    {
        var (user, peer) = (UserId.From(query.UserId), UserId.From(query.PeerId));
        if (!current.Actor.MayActAs(user) && !current.Actor.MayActAs(peer))
        {
            return MessageErrors.NotAParticipant;
        }

        var conversation = ConversationId.Between(user, peer);
        var scope = new CursorScope("conversation-messages", conversation, query.Paging.Order, query.Paging.IncludeDeleted);
        if (query.Paging.Slice(scope) is not { } slice)
        {
            return CommonErrors.CursorInvalid;
        }

        var rows = await messages.ListAsync(conversation, slice, cancellationToken);
        if (rows.Count == 0 && await users.FindUnknownAsync(cancellationToken, (user, "/id"), (peer, "/peer_id")) is { } unknown)
        {
            return unknown;
        }

        return query.Paging.Page(rows, scope);
    }
}
