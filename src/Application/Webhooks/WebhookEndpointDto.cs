using System.Text.Json.Serialization;
using AutoMapper;
using Concierge.Application.Events;
using Concierge.Application.Paging;
using Concierge.Application.Preconditions;
using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Representation of a webhook endpoint, without its secrets.</summary>
public record WebhookEndpointDto : ISized
{
    public required Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary>Types of the events; null for all that the scopes of its creator allow.</summary>
    public required IReadOnlyList<string>? Types { get; init; }

    public required string Description { get; init; }

    public required WebhookStatus Status { get; init; }

    /// <summary>Why the endpoint is disabled: requested, failing or gone; null while it is enabled.</summary>
    public required string? StatusReason { get; init; }

    /// <summary>Id of the last event that the endpoint has been given. GET /changes accepts it as <c>after</c>.</summary>
    public required string Position { get; init; }

    /// <summary>Number of events of the feed after the position.</summary>
    public required long Lag { get; init; }

    /// <summary>Time of the first failure since the last success; null unless the endpoint is failing.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>When the endpoint is disabled unless it succeeds; null unless it is failing.</summary>
    public required DateTimeOffset? DisablesAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>State from which the ETag is computed.</summary>
    [JsonIgnore]
    public Revision Revision { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Url) + JsonSize.Of(Description) + JsonSize.Of(Types ?? []);

    /// <summary>Converts an endpoint.</summary>
    /// <param name="mapper">Maps the members that the endpoint has.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="extent">What the feed holds.</param>
    internal static T Of<T>(IMapper mapper, WebhookEndpoint endpoint, FeedExtent extent) where T : WebhookEndpointDto
    {
        var dto = mapper.Map<T>(endpoint);
        return dto with
        {
            Types = endpoint.Types,
            Position = $"{extent.IdOf(endpoint.Position)}",
            Lag = Math.Max(0, extent.Head - endpoint.Position),
        };
    }
}

internal sealed class WebhookEndpointProfile : Profile
{
    public WebhookEndpointProfile()
    {
        CreateMap<WebhookEndpointId, Guid>().ConvertUsing(id => id.Value);
        Describe(CreateMap<WebhookEndpoint, WebhookEndpointDto>());
        Describe(CreateMap<WebhookEndpoint, IssuedWebhookEndpointDto>()).ForMember(dto => dto.Secret, map => map.Ignore());
    }

    private static IMappingExpression<WebhookEndpoint, T> Describe<T>(IMappingExpression<WebhookEndpoint, T> map)
        where T : WebhookEndpointDto => map
            .ForMember(dto => dto.Types, member => member.Ignore())
            .ForMember(
                dto => dto.StatusReason, member => member.MapFrom(endpoint => WebhookEndpointEventData.TextOf(endpoint.StatusReason)))
            .ForMember(dto => dto.Position, member => member.Ignore())
            .ForMember(dto => dto.Lag, member => member.Ignore())
            .ForMember(
                dto => dto.FailingSince,
                member => member.MapFrom(
                    endpoint => endpoint.Failures >= WebhookHealth.AnnouncedAfter ? endpoint.FailingSince : null))
            .ForMember(
                dto => dto.DisablesAt,
                member => member.MapFrom(
                    endpoint => endpoint.Failures >= WebhookHealth.AnnouncedAfter && endpoint.Status == WebhookStatus.Enabled
                        ? endpoint.FailingSince + WebhookHealth.Patience
                        : null))
            .ForMember(dto => dto.Revision, member => member.MapFrom(endpoint => new Revision(endpoint.Stamp, endpoint.Version)));
}
