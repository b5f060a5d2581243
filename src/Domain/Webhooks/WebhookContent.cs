namespace Concierge.Domain.Webhooks;

/// <summary>What a backend decides about a webhook endpoint.</summary>
/// <param name="Url">Where events are sent.</param>
/// <param name="Types">Types of the events, each once; null for all that are allowed.</param>
/// <param name="Description">A note for people.</param>
public sealed record WebhookContent(string Url, IReadOnlyList<string>? Types, string Description)
{
    /// <summary>Returns whether all members are equal, the types in the same order.</summary>
    public bool IsSame(WebhookContent other) =>
        Url == other.Url && Description == other.Description
        && (Types is null ? other.Types is null : other.Types is not null && Types.SequenceEqual(other.Types));
}
