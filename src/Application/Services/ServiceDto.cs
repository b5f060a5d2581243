using System.Text.Json.Serialization;
using AutoMapper;
using Concierge.Application.Paging;
using Concierge.Application.Preconditions;
using Concierge.Domain.Services;

namespace Concierge.Application.Services;

/// <summary>Representation of a service.</summary>
public sealed record ServiceDto : ISized
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether the service takes new orders.</summary>
    [JsonPropertyName("active")]
    public required bool IsActive { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>State from which the ETag is computed.</summary>
    [JsonIgnore]
    public Revision Revision { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Name);
}

internal sealed class ServiceProfile : Profile
{
    public ServiceProfile()
    {
        CreateMap<ServiceId, string>().ConvertUsing(id => id.Value);
        CreateMap<Service, ServiceDto>()
            .ForMember(dto => dto.Revision, map => map.MapFrom(service => new Revision(service.Stamp, service.Version)));
    }
}
