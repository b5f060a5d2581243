using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Users;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Conversations;

public sealed record GetUnreadTotals(string UserId) : IQuery<Result<UnreadTotalsDto>>;

internal sealed class GetUnreadTotalsValidator : AbstractValidator<GetUnreadTotals>
{
    public GetUnreadTotalsValidator() => RuleFor(query => query.UserId).CallerId().OverridePropertyName("id");
}

internal sealed class GetUnreadTotalsHandler(IConversationReader conversations, IUserReader users, ICurrentActor current)
    : IRequestHandler<GetUnreadTotals, Result<UnreadTotalsDto>>
{
    public async Task<Result<UnreadTotalsDto>> Handle(GetUnreadTotals query, CancellationToken cancellationToken)
    {
        var user = UserId.From(query.UserId);
        if (!current.Actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        var totals = await conversations.CountUnreadAsync(user, cancellationToken);
        return totals.Conversations == 0 && await users.FindUnknownAsync(cancellationToken, (user, "/id")) is { } unknown
            ? unknown
            : totals;
    }
}
