using AutoMapper;
using Concierge.Application.Paging;
using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>Representation of a user token, without its secret.</summary>
public record UserTokenDto : ISized
{
    public required Guid Id { get; init; }

    /// <summary>The user that its bearer acts as.</summary>
    public required string UserId { get; init; }

    /// <summary>What the token allows.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Name of the backend that minted the token.</summary>
    public required string MintedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(MintedBy) + JsonSize.Of(Scopes);
}

internal sealed class UserTokenProfile : Profile
{
    public UserTokenProfile()
    {
        CreateMap<UserTokenId, Guid>().ConvertUsing(id => id.Value);
        CreateMap<UserToken, IssuedUserTokenDto>()
            .ForMember(token => token.Token, member => member.Ignore())
            .ForMember(token => token.ExpiresIn, member => member.Ignore());
    }
}
