using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Domain.Messages;

namespace Concierge.Api.Messages;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A message to send.</summary>
public sealed record SendMessageRequest
{
    /// <summary>Id of the sender.</summary>
    [Required]
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? SenderId { get; init; }

    /// <summary>Id of the recipient, who is not the sender.</summary>
    [Required]
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? RecipientId { get; init; }

    /// <summary>Text: 1 to 4000 characters, not only white space.</summary>
    [Required]
    [Length(1, MessageBody.MaxLength)]
    public string? Body { get; init; }
}
