using AutoMapper;
using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

public sealed record ReactivateUser(string Id) : ICommand<Result<UserDto>>, IBackendOnly;

internal sealed class ReactivateUserValidator : AbstractValidator<ReactivateUser>
{
    public ReactivateUserValidator() => RuleFor(user => user.Id).CallerId();
}

internal sealed class ReactivateUserHandler(
    IUserRepository users, IAuditTrail audit, IUnitOfWork unitOfWork, ICurrentActor current, TimeProvider clock, IMapper mapper)
    : IRequestHandler<ReactivateUser, Result<UserDto>>
{
    public async Task<Result<UserDto>> Handle(ReactivateUser command, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(UserId.From(command.Id), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        var before = user.Version;
        var reactivated = user.Reactivate(current.Actor, clock.GetUtcNow());
        var saved = await reactivated.ThenAsync(() =>
        {
            if (user.Version != before)
            {
                audit.Record(AuditActions.UserReactivated, user.Id.Value);
            }

            return unitOfWork.SaveAsync(cancellationToken);
        });
        return saved.Map(() => mapper.Map<UserDto>(user));
    }
}
