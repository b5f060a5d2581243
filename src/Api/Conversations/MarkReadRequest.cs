using System.ComponentModel.DataAnnotations;

namespace Concierge.Api.Conversations;

/// <summary>The new position of a read marker.</summary>
public sealed record MarkReadRequest
{
    /// <summary>Id of the last message read. The message belongs to the conversation; it may be deleted.</summary>
    [Required]
    public string? UpTo { get; init; }
}
