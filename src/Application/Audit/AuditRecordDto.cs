using AutoMapper;
using Concierge.Application.Paging;
using Concierge.Domain.Audit;
using Concierge.Domain.Callers;

namespace Concierge.Application.Audit;

/// <summary>Representation of an audit record.</summary>
public sealed record AuditRecordDto : ISized
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What was done, such as <c>service_key.revoked</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the user or the service key, or the name of what the action concerned as a whole.</summary>
    public required string Target { get; init; }

    /// <summary>Facts about the action, such as the id of a token; null if there are none.</summary>
    public required string? Detail { get; init; }

    public required CallerKind CallerKind { get; init; }

    /// <summary>Name of the backend, or id of the user.</summary>
    public required string CallerName { get; init; }

    /// <summary>Id of the caller's service key or user token; null for credentials without an id.</summary>
    public required Guid? Credential { get; init; }

    /// <summary>The user as whom a backend acted; null where it acted for itself.</summary>
    public required string? ActingUser { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Target) + JsonSize.Of(CallerName) + JsonSize.Of(Detail);
}

internal sealed class AuditRecordProfile : Profile
{
    public AuditRecordProfile()
    {
        CreateMap<AuditRecordId, Guid>().ConvertUsing(id => id.Value);
        CreateMap<AuditRecord, AuditRecordDto>()
            .ForMember(
                dto => dto.ActingUser,
                map => map.MapFrom(record => record.ActingUser == null ? null : record.ActingUser.Value.Value));
    }
}
