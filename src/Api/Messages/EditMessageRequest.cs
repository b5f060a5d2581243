using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Messages;

namespace Concierge.Api.Messages;

/// <summary>The new text of a message.</summary>
public sealed record EditMessageRequest
{
    /// <inheritdoc cref="SendMessageRequest.Body" />
    [Required]
    [Length(1, MessageBody.MaxLength)]
    public string? Body { get; init; }
}
