using AutoMapper;
using Concierge.Application.Paging;
using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>Representation of a service key, without its secret.</summary>
public record ServiceKeyDto : ISized
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Time of the last use, accurate to a minute; null if never used.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Expiry; null if the key does not expire.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Time of revocation; null while the key is not revoked.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Name) + JsonSize.Of(Scopes);
}

internal sealed class ServiceKeyProfile : Profile
{
    public ServiceKeyProfile()
    {
        CreateMap<ServiceKeyId, Guid>().ConvertUsing(id => id.Value);
        CreateMap<ServiceKey, ServiceKeyDto>();
        CreateMap<ServiceKey, IssuedServiceKeyDto>().ForMember(key => key.Key, member => member.Ignore());
    }
}
