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

public sealed record ListContacts(string UserId, PageLimit Limit, string? Cursor) : IQuery<Result<Page<PeerDto>>>;

internal sealed class ListContactsValidator : AbstractValidator<ListContacts>
{
    public ListContactsValidator()
    {
        RuleFor(query => query.UserId).CallerId().OverridePropertyName("id");
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListContactsHandler(IContactReader contacts, IUserReader users, ICurrentActor current)
    : IRequestHandler<ListContacts, Result<Page<PeerDto>>>
{
    public Task<Result<Page<PeerDto>>> Handle(ListContacts query, CancellationToken cancellationToken) =>
        ActivityPage.ReadAsync(
            "contacts", UserId.From(query.UserId), query.Limit, query.Cursor, current.Actor, users, contacts.ListAsync, cancellationToken);
}
