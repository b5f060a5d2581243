using System.ComponentModel.DataAnnotations;

namespace Concierge.Api.Messages;

/// <summary>The new position of a read marker.</summary>
public sealed record MarkReadRequest
{
    /// <summary>Id of the last message read. The message belongs to the conversation; it may be deleted.</summary>
    [Required]
    [DataType("uuid")]
    public string? UpTo { get; init; }
}
