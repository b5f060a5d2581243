using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Users;

namespace Concierge.Domain.Webhooks;

/// <summary>
/// Where a backend receives the events of the feed. While the endpoint is enabled, the dispatcher moves its place in the feed and records
/// its health; neither changes the version.
/// </summary>
public sealed class WebhookEndpoint : IEventSource
{
    /// <summary>Maximum number of endpoints.</summary>
    public const int MaxCount = 100;

    /// <summary>Maximum length of the URL, in characters.</summary>
    public const int MaxUrlLength = 2048;

    /// <summary>Maximum length of the description, in code points.</summary>
    public const int MaxDescriptionLength = 200;

    private WebhookEndpoint()
    {
    }

    public WebhookEndpointId Id { get; private init; }

    public string Url { get; private set; } = "";

    /// <summary>Types of the events; null for all that <see cref="Scopes"/> allow.</summary>
    public IReadOnlyList<string>? Types { get; private set; }

    /// <summary>The creator's scopes. The endpoint receives only events that these allow.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    public string Description { get; private set; } = "";

    public WebhookStatus Status { get; private set; }

    /// <summary>Why the endpoint is disabled; null while it is enabled.</summary>
    public WebhookStatusReason? StatusReason { get; private set; }

    /// <summary>Place in the feed: everything up to this position has become a delivery, or is not for the endpoint.</summary>
    public long Position { get; private set; }

    /// <summary>When the next delivery may be attempted while the endpoint fails.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>Time of the first failure since the last success; null without one.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Number of failures since the last success; see <see cref="WebhookHealth"/>.</summary>
    public int Failures { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Random value of this creation, for the entity tag.</summary>
    public Guid Stamp { get; private init; }

    /// <summary>Number of changes; the concurrency token, also of the dispatcher.</summary>
    public int Version { get; private set; } = 1;

    public EventLog Events { get; } = new();

    /// <summary>Creates an endpoint that receives events after a position.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="id">The id.</param>
    /// <param name="content">URL, types and description, which must be valid.</param>
    /// <param name="scopes">The scopes of the creator.</param>
    /// <param name="isEnabled">Whether the endpoint receives events.</param>
    /// <param name="position">Place in the feed.</param>
    /// <param name="now">The time of creation.</param>
    public static Result<WebhookEndpoint> Create(
        Actor actor, WebhookEndpointId id, WebhookContent content, IEnumerable<string> scopes, bool isEnabled, long position,
        DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        var endpoint = new WebhookEndpoint
        {
            Id = id,
            Url = content.Url,
            Types = content.Types,
            Description = content.Description,
            Scopes = [.. scopes],
            Status = isEnabled ? WebhookStatus.Enabled : WebhookStatus.Disabled,
            StatusReason = isEnabled ? null : WebhookStatusReason.Requested,
            Position = position,
            NextAt = now,
            Stamp = Guid.NewGuid(),
            CreatedAt = now.CutToMilliseconds(),
            UpdatedAt = now.CutToMilliseconds(),
        };
        endpoint.Record(WebhookEvents.Created);
        return endpoint;
    }

    /// <summary>Replaces URL, types and description, and enables or disables the endpoint. Identical values change nothing.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="content">The new content, which must be valid.</param>
    /// <param name="isEnabled">Whether the endpoint receives events; null to leave that as it is.</param>
    /// <param name="resumeAt">Place in the feed where an endpoint that was disabled goes on.</param>
    /// <param name="now">The time of the change.</param>
    public Result Change(Actor actor, WebhookContent content, bool? isEnabled, long resumeAt, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        var status = isEnabled switch
        {
            null => Status,
            true => WebhookStatus.Enabled,
            false => WebhookStatus.Disabled,
        };
        if (content.IsSame(new(Url, Types, Description)) && status == Status)
        {
            return Result.Success;
        }

        var isOther = content.Url != Url || status != Status;
        if (status != Status)
        {
            Position = status == WebhookStatus.Enabled ? resumeAt : Position;
            StatusReason = status == WebhookStatus.Enabled ? null : WebhookStatusReason.Requested;
        }

        (Url, Types, Description, Status) = (content.Url, content.Types, content.Description, status);
        if (isOther)
        {
            (Failures, FailingSince, NextAt) = (0, null, now);
        }

        Touch(WebhookEvents.Updated, now);
        return Result.Success;
    }

    /// <summary>Records that the endpoint has a new secret.</summary>
    public Result RotateSecret(Actor actor, DateTimeOffset now)
    {
        if (!actor.IsBackend)
        {
            return CommonErrors.ForbiddenToUsers;
        }

        Touch(WebhookEvents.Updated, now);
        return Result.Success;
    }

    /// <summary>Moves the place in the feed back, so that events are delivered again.</summary>
    public Result Rewind(long position, DateTimeOffset now)
    {
        if (Status == WebhookStatus.Disabled)
        {
            return WebhookErrors.Disabled;
        }

        if (position < Position)
        {
            Position = position;
            Touch(WebhookEvents.Updated, now);
        }

        return Result.Success;
    }

    /// <summary>Records the deletion. The repository removes the endpoint.</summary>
    public void Delete()
    {
        Version++;
        Record(WebhookEvents.Deleted);
    }

    private void Touch(string change, DateTimeOffset now)
    {
        (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
        Record(change);
    }

    private void Record(string change)
    {
        var reason = WebhookEndpointEventData.TextOf(StatusReason);
        Events.Record(new(change, Id.ToString(), new WebhookEndpointEventData(Status, reason, DisablesAt: null, Version)));
    }
}
