using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

public sealed record DeactivateUser(string Id, Precondition Precondition) : ICommand<Result>;

internal sealed class DeactivateUserValidator : AbstractValidator<DeactivateUser>
{
    public DeactivateUserValidator() => RuleFor(user => user.Id).CallerId();
}

internal sealed class DeactivateUserHandler(
    IUserRepository users, IAuditTrail audit, IUnitOfWork unitOfWork, ICurrentActor current, UserSettings settings, TimeProvider clock)
    : IRequestHandler<DeactivateUser, Result>
{
    public async Task<Result> Handle(DeactivateUser command, CancellationToken cancellationToken)
    {
        if (settings.CheckChange(current.Actor) is { IsSuccess: false } forbidden)
        {
            return forbidden;
        }

        var user = await users.FindAsync(UserId.From(command.Id), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        var before = user.Version;
        var deactivated = command.Precondition.Guard(
            new(user.Stamp, user.Version), () => user.Deactivate(current.Actor, clock.GetUtcNow()));
        return await deactivated.ThenAsync(() =>
        {
            if (user.Version != before)
            {
                audit.Record(AuditActions.UserDeactivated, user.Id.Value);
            }

            return unitOfWork.SaveAsync(cancellationToken);
        });
    }
}
