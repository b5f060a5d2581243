using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Users;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Conversations;

public sealed record ListConversations(string UserId, PageLimit Limit, string? Cursor) : IQuery<Result<Page<ConversationDto>>>;

internal sealed class ListConversationsValidator : AbstractValidator<ListConversations>
{
    public ListConversationsValidator()
    {
        RuleFor(query => query.UserId).CallerId().OverridePropertyName("id");
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListConversationsHandler(IConversationReader conversations, IUserReader users, ICurrentActor current)
    : IRequestHandler<ListConversations, Result<Page<ConversationDto>>>
{
    public Task<Result<Page<ConversationDto>>> Handle(ListConversations query, CancellationToken cancellationToken) =>
        ActivityPage.ReadAsync(
            "conversations",
            UserId.From(query.UserId),
            query.Limit,
            query.Cursor,
            current.Actor,
            users,
            conversations.ListAsync,
            cancellationToken);
}
