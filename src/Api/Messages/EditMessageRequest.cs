using System.ComponentModel.DataAnnotations;
using Concierge.Api.Json;
using Concierge.Application.Messages;
using Concierge.Domain.Messages;

namespace Concierge.Api.Messages;

/// <summary>The new text of a message.</summary>
[Replaces(typeof(MessageDto))]
public sealed record EditMessageRequest
{
    /// <inheritdoc cref="SendMessageRequest.Body" />
    [Required]
    [Length(1, MessageBody.MaxLength)]
    public string? Body { get; init; }
}
