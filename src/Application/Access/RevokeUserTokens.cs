using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <summary>Revokes all tokens of a user.</summary>
public sealed record RevokeUserTokens(string UserId) : ICommand<Result>;

internal sealed class RevokeUserTokensValidator : AbstractValidator<RevokeUserTokens>
{
    public RevokeUserTokensValidator() => RuleFor(command => command.UserId).CallerId().OverridePropertyName("id");
}

internal sealed class RevokeUserTokensHandler(
    IUserRepository users, IAuditTrail audit, IUnitOfWork unitOfWork, ICurrentActor current)
    : IRequestHandler<RevokeUserTokens, Result>
{
    public async Task<Result> Handle(RevokeUserTokens command, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(UserId.From(command.UserId), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        return await user.RevokeTokens(current.Actor).ThenAsync(() =>
        {
            audit.Record(AuditActions.UserTokensRevoked, user.Id.Value);
            return unitOfWork.SaveAsync(cancellationToken);
        });
    }
}
