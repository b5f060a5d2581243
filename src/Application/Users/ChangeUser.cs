using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

public sealed record ChangeUser(string Id, string? Name, IReadOnlyDictionary<string, string?>? Metadata, Precondition Precondition)
    : ICommand<Result<UserDto>>;

internal sealed class ChangeUserValidator : AbstractValidator<ChangeUser>
{
    public ChangeUserValidator()
    {
        RuleFor(user => user.Id).CallerId();
        RuleFor(user => user.Name).Name(UserName.MaxLength);
        RuleFor(user => user.Metadata).Metadata();
    }
}

internal sealed class ChangeUserHandler(
    IUserRepository users, IUnitOfWork unitOfWork, ICurrentActor current, UserSettings settings, TimeProvider clock, IMapper mapper)
    : IRequestHandler<ChangeUser, Result<UserDto>>
{
    public async Task<Result<UserDto>> Handle(ChangeUser command, CancellationToken cancellationToken)
    {
        if (settings.CheckChange(current.Actor) is { IsSuccess: false } forbidden)
        {
            return forbidden.ToFailure<UserDto>();
        }

        var user = await users.FindAsync(UserId.From(command.Id), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        // A backend replaces the metadata, which is empty if absent. A user leaves it as it is.
        var metadata = command.Metadata is null && !current.Actor.IsBackend ? null : MetadataRules.From(command.Metadata);
        var changed = command.Precondition.Guard(
            new(user.Stamp, user.Version),
            () => user.Change(current.Actor, UserName.From(command.Name), metadata, clock.GetUtcNow()));
        var saved = await changed.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => mapper.Map<UserDto>(user).For(current.Actor));
    }
}
