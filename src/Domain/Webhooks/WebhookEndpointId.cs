using Concierge.Domain.Common;

namespace Concierge.Domain.Webhooks;

/// <summary>Identifies a webhook endpoint. A generated UUIDv7, so ids sort by creation time.</summary>
public readonly record struct WebhookEndpointId(Guid Value) : ISortableId<WebhookEndpointId>
{
    /// <summary>Sorts after every endpoint: the start of a descending list.</summary>
    public static readonly WebhookEndpointId Last = new(Guid.AllBitsSet);

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static WebhookEndpointId From(string? text) => new(CanonicalUuid.Parse(text));

    public int CompareTo(WebhookEndpointId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
