using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <param name="UserId">The user as whom the token's bearer acts.</param>
/// <param name="ExpiresIn">For how many seconds; <see cref="UserTokenLifetime.Default"/> where it is left out.</param>
public sealed record MintUserToken(string UserId, long? ExpiresIn) : ICommand<Result<UserTokenDto>>, IBackendOnly;

internal sealed class MintUserTokenValidator : AbstractValidator<MintUserToken>
{
    private static readonly long Shortest = (long)UserTokenLifetime.Shortest.TotalSeconds;

    private static readonly long Longest = (long)UserTokenLifetime.Longest.TotalSeconds;

    public MintUserTokenValidator()
    {
        this.RuleForCallerId("/id", command => command.UserId);
        this.Check(command => command.ExpiresIn is { } seconds && (seconds < Shortest || seconds > Longest)
            ? Rules.Failure("/expires_in", "out_of_range", $"A token is good for {Shortest} to {Longest} seconds.")
            : null);
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

        // A token knows its end in whole seconds; the one that has begun is given.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + 1) + lifetime;
        return user.CheckToken(current.Actor)
            .Map(() => new UserTokenDto(tokens.Mint(user.Id, user.TokenGeneration, expiresAt), user.Id.Value, (long)lifetime.TotalSeconds, expiresAt));
    }
}

/// <summary>A user's token.</summary>
/// <param name="Token">What goes behind <c>Authorization: Bearer</c>. It is told this once.</param>
/// <param name="UserId">As whom its bearer acts.</param>
/// <param name="ExpiresIn">For how many seconds it is good.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record UserTokenDto(string Token, string UserId, long ExpiresIn, DateTimeOffset ExpiresAt);
