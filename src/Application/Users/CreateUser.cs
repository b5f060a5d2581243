using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

/// <param name="Id">The id; null to generate one.</param>
/// <param name="Name">The name.</param>
/// <param name="Metadata">The metadata; null for none.</param>
public sealed record CreateUser(string? Id, string? Name, IReadOnlyDictionary<string, string?>? Metadata)
    : ICommand<Result<UserDto>>, IBackendOnly;

internal sealed class CreateUserValidator : AbstractValidator<CreateUser>
{
    public CreateUserValidator()
    {
        RuleFor(user => user.Id).CallerId();
        RuleFor(user => user.Name).Name(UserName.MaxLength);
        RuleFor(user => user.Metadata).Metadata();
    }
}

internal sealed class CreateUserHandler(
    IUserRepository users, IUnitOfWork unitOfWork, ICurrentActor current, TimeOrderedUuidGenerator ids, TimeProvider clock, IMapper mapper)
    : IRequestHandler<CreateUser, Result<UserDto>>
{
    public async Task<Result<UserDto>> Handle(CreateUser command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = UserId.From(command.Id ?? ids.Next(now).ToString());
        var user = User.Create(current.Actor, id, UserName.From(command.Name), MetadataRules.From(command.Metadata), now);
        if (!user.IsSuccess)
        {
            return user.ToFailure<UserDto>();
        }

        users.Add(user.Value);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<UserDto>(user.Value));
    }
}
