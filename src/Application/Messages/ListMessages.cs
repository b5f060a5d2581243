using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record ListMessages(MessagePaging Paging) : IQuery<Result<Page<MessageDto>>>;

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator()
    {
        RuleFor(query => query.Paging.Order).SortOrder();
        RuleFor(query => query.Paging.Limit).Limit();
    }
}

internal sealed class ListMessagesHandler(IMessageReader messages, ICurrentActor current)
    : IRequestHandler<ListMessages, Result<Page<MessageDto>>>
{
    public async Task<Result<Page<MessageDto>>> Handle(ListMessages query, CancellationToken cancellationToken)
    {
        var scope = new CursorScope("messages", current.Actor.User, query.Paging.Order, query.Paging.IncludeDeleted);
        return query.Paging.Slice(scope) is { } slice
            ? query.Paging.Page(await messages.ListAsync(current.Actor, slice, cancellationToken), scope)
            : CommonErrors.CursorInvalid;
    }
}
