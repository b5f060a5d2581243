using Concierge.Application.Common;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

public sealed record ListContacts(string UserId, int Limit, string? Cursor) : IQuery<Result<Page<UserDto>>>;

internal sealed class ListContactsValidator : AbstractValidator<ListContacts>
{
    public ListContactsValidator()
    {
        this.RuleForCallerId("/id", query => query.UserId);
        this.RuleForLimit(query => query.Limit);
    }
}

internal sealed class ListContactsHandler(IUserReader users, ICurrentActor current) : IRequestHandler<ListContacts, Result<Page<UserDto>>>
{
    public Task<Result<Page<UserDto>>> Handle(ListContacts query, CancellationToken cancellationToken) =>
        ActivityPage.ReadAsync(
            "contacts", UserId.From(query.UserId), query.Limit, query.Cursor, current.Actor, users, users.ListContactsAsync, cancellationToken);
}
