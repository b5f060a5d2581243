using System.ComponentModel.DataAnnotations;

namespace Concierge.Api.Webhooks;

/// <summary>A secret to replace.</summary>
public sealed record RotateWebhookSecretRequest
{
    /// <summary>Time for which events are signed with both secrets, in ISO 8601: at most P7D; PT24H if absent.</summary>
    [MaxLength(40)]
    public string? Overlap { get; init; }
}
