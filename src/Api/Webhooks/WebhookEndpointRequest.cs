using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Webhooks;

namespace Concierge.Api.Webhooks;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Members of every webhook endpoint.</summary>
public abstract record WebhookEndpointRequest
{
    /// <summary>
    /// Where events are sent, at most 2048 characters: an absolute https URL without user information and fragment. Its host must not be a
    /// private or reserved address.
    /// </summary>
    [Required]
    [Length(1, WebhookEndpoint.MaxUrlLength)]
    public string? Url { get; init; }

    /// <summary>Types of the events, such as message.created; all that the scopes of its creator allow if absent.</summary>
    [MinLength(1)]
    public IReadOnlyList<string?>? Types { get; init; }

    /// <summary>A note for people: at most 200 characters.</summary>
    [MaxLength(WebhookEndpoint.MaxDescriptionLength)]
    public string? Description { get; init; }
}
