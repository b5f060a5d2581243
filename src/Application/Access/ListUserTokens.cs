using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Users;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <summary>Lists the valid tokens of a user, newest first. Tokens of versions that stored none are not listed.</summary>
public sealed record ListUserTokens(string UserId, PageLimit Limit, string? Cursor) : IQuery<Result<Page<UserTokenDto>>>;

internal sealed class ListUserTokensValidator : AbstractValidator<ListUserTokens>
{
    public ListUserTokensValidator()
    {
        RuleFor(query => query.UserId).CallerId().OverridePropertyName("id");
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListUserTokensHandler(IUserTokenReader tokens, IUserReader users, ICurrentActor current)
    : IRequestHandler<ListUserTokens, Result<Page<UserTokenDto>>>
{
    public async Task<Result<Page<UserTokenDto>>> Handle(ListUserTokens query, CancellationToken cancellationToken)
    {
        var user = UserId.From(query.UserId);
        if (!current.Actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        var scope = new CursorScope("user-tokens", user);
        if (!scope.TryRead(query.Cursor, UserTokenId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var before = position is null ? UserTokenId.Last : UserTokenId.From(position);
        var rows = await tokens.ListAsync(user, before, query.Limit.Rows, cancellationToken);
        if (rows.Count == 0 && await users.FindUnknownAsync(cancellationToken, (user, "/id")) is { } unknown)
        {
            return unknown;
        }

        return Page.Of(rows, query.Limit, scope, token => token, token => token.Id.ToString());
    }
}
