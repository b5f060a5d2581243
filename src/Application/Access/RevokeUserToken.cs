using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <summary>Revokes one token of a user.</summary>
public sealed record RevokeUserToken(string UserId, string TokenId) : ICommand<Result>;

internal sealed class RevokeUserTokenValidator : AbstractValidator<RevokeUserToken>
{
    public RevokeUserTokenValidator()
    {
        RuleFor(command => command.UserId).CallerId().OverridePropertyName("id");
        RuleFor(command => command.TokenId).Must(UserTokenId.IsValid).WithError("id_invalid", "The id of a user token must be a UUID.");
    }
}

internal sealed class RevokeUserTokenHandler(
    IUserRepository users, IUserTokenRepository tokens, IAuditTrail audit, IUnitOfWork unitOfWork, ICurrentActor current)
    : IRequestHandler<RevokeUserToken, Result>
{
    public async Task<Result> Handle(RevokeUserToken command, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(UserId.From(command.UserId), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        if (!current.Actor.MayActAs(user.Id))
        {
            return CommonErrors.Forbidden;
        }

        var token = await tokens.FindAsync(user, UserTokenId.From(command.TokenId), cancellationToken);
        if (token is null)
        {
            return AccessErrors.TokenNotFound;
        }

        user.RevokeToken(token.Id.Value);
        tokens.Remove(token);
        audit.Record(AuditActions.UserTokenRevoked, user.Id.Value, $"{token.Id}");
        return await unitOfWork.SaveAsync(cancellationToken);
    }
}
