namespace Concierge.Application.Access;

/// <summary>Representation of a new user token, with its secret.</summary>
public sealed record IssuedUserTokenDto : UserTokenDto
{
    /// <summary>The token, for <c>Authorization: Bearer</c>. It cannot be retrieved again.</summary>
    public required string Token { get; init; }

    /// <summary>Lifetime in seconds.</summary>
    public required long ExpiresIn { get; init; }
}
