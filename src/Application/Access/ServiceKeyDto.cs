using AutoMapper;
using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>A service key, as callers see it: without its secret, which nobody can see again.</summary>
public record ServiceKeyDto
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To within a minute; null if it was never used.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Null while the key is good.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A service key that was made just now.</summary>
public sealed record IssuedServiceKeyDto : ServiceKeyDto
{
    /// <summary>The secret. It is told this once.</summary>
    public string Key { get; init; } = "";
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
