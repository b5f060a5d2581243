using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <param name="UserId">The user that the bearer of the token acts as.</param>
/// <param name="ExpiresIn">Lifetime in seconds; null for <see cref="UserTokenLifetime.Default"/>.</param>
public sealed record MintUserToken(string UserId, long? ExpiresIn) : ICommand<Result<UserTokenDto>>, IBackendOnly;

internal sealed class MintUserTokenValidator : AbstractValidator<MintUserToken>
{
    private static readonly long Shortest = (long)UserTokenLifetime.Shortest.TotalSeconds;

    private static readonly long Longest = (long)UserTokenLifetime.Longest.TotalSeconds;

    public MintUserTokenValidator()
    {
        RuleFor(command => command.UserId).CallerId().OverridePropertyName("id");
        RuleFor(command => command.ExpiresIn).InclusiveBetween(Shortest, Longest)
            .WithError("out_of_range", $"The lifetime must be between {Shortest} and {Longest} seconds.");
    }
}

internal sealed class MintUserTokenHandler(IUserRepository users, IUserTokens tokens, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<MintUserToken, Result<UserTokenDto>>
{
    public async Task<Result<UserTokenDto>> Handle(MintUserToken command, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(UserId.From(command.UserId), cancellationToken);
        if (user is null)
        {
            return UserErrors.NotFound;
        }

        var lifetime = command.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : UserTokenLifetime.Default;

        // Expiry has whole seconds. The started second is added, so that the token is never valid for less than its lifetime.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + 1) + lifetime;
        return user.CheckToken(current.Actor).Map(() => new UserTokenDto(
            tokens.Mint(user.Id, user.TokenGeneration, expiresAt), user.Id.Value, (long)lifetime.TotalSeconds, expiresAt));
    }
}

/// <summary>A minted token.</summary>
/// <param name="Token">The token, for <c>Authorization: Bearer</c>. It cannot be retrieved again.</param>
/// <param name="UserId">The user that its bearer acts as.</param>
/// <param name="ExpiresIn">Lifetime in seconds.</param>
/// <param name="ExpiresAt">Expiry.</param>
public sealed record UserTokenDto(string Token, string UserId, long ExpiresIn, DateTimeOffset ExpiresAt);
