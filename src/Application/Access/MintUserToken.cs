using AutoMapper;
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

/// <param name="UserId">The user that the bearer of the token acts as.</param>
/// <param name="ExpiresIn">Lifetime in seconds; null for <see cref="UserTokenSettings.DefaultLifetime"/>.</param>
/// <param name="Scopes">What the token allows; null for everything that its minter can pass on.</param>
public sealed record MintUserToken(string UserId, long? ExpiresIn, IReadOnlyList<string?>? Scopes)
    : ICommand<Result<IssuedUserTokenDto>>, IBackendOnly;

internal sealed class MintUserTokenValidator : AbstractValidator<MintUserToken>
{
    private static readonly long Shortest = (long)UserTokenLifetime.Shortest.TotalSeconds;

    public MintUserTokenValidator(UserTokenSettings settings)
    {
        var longest = (long)settings.MaxLifetime.TotalSeconds;
        RuleFor(command => command.UserId).CallerId().OverridePropertyName("id");
        RuleFor(command => command.ExpiresIn).InclusiveBetween(Shortest, longest)
            .WithError("out_of_range", $"The lifetime must be between {Shortest} and {longest} seconds.");
        RuleFor(command => command.Scopes).Must(scopes => scopes is not { Count: 0 })
            .WithError("required", "At least one scope is required.");
        RuleForEach(command => command.Scopes).Cascade(CascadeMode.Continue)
            .Must(scope => Domain.Access.Scopes.OfUsers.Contains(scope)).WithError(AccessErrors.UserScopeUnknown);
    }
}

internal sealed class MintUserTokenHandler(
    IUserRepository users, IUserTokenRepository tokens, IUserTokens bearers, IAuditTrail audit, IUnitOfWork unitOfWork,
    ICurrentActor current, UserTokenSettings settings, TimeOrderedUuidGenerator ids, TimeProvider clock, IMapper mapper)
    : IRequestHandler<MintUserToken, Result<IssuedUserTokenDto>>
{
    public async Task<Result<IssuedUserTokenDto>> Handle(MintUserToken command, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(UserId.From(command.UserId), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        var lifetime = command.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.DefaultLifetime;
        var scopes = command.Scopes?.OfType<string>().ToList();
        var token = UserToken.Mint(current.Actor, current.Caller, user, new UserTokenId(ids.Next(now)), scopes, lifetime, now);
        if (!token.IsSuccess)
        {
            return token.ToFailure<IssuedUserTokenDto>();
        }

        tokens.Add(token.Value);
        audit.Record(AuditActions.UserTokenMinted, user.Id.Value, $"{token.Value.Id}");
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<IssuedUserTokenDto>(token.Value) with
        {
            Token = bearers.Issue(token.Value),
            ExpiresIn = (long)lifetime.TotalSeconds,
        });
    }
}
