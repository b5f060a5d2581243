using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

public sealed record GetUser(string Id) : IQuery<Result<UserDto>>;

internal sealed class GetUserValidator : AbstractValidator<GetUser>
{
    public GetUserValidator() => RuleFor(query => query.Id).CallerId();
}

internal sealed class GetUserHandler(IUserReader users, ICurrentActor current) : IRequestHandler<GetUser, Result<UserDto>>
{
    public async Task<Result<UserDto>> Handle(GetUser query, CancellationToken cancellationToken) =>
        await users.GetAsync(UserId.From(query.Id), cancellationToken) is { } user
            ? user.For(current.Actor)
            : UserErrors.NotFound;
}
