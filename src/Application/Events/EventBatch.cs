namespace Concierge.Application.Events;

/// <summary>Events after a position.</summary>
/// <param name="Items">The events that the filter includes, in order.</param>
/// <param name="Next">
/// Position to go on from: up to it, everything that the filter includes is in <paramref name="Items"/>.
/// </param>
/// <param name="Head">Position of the newest event.</param>
/// <param name="Epoch">The epoch of the head. If it has changed, the position to read after may not be in the history any more.</param>
public sealed record EventBatch(IReadOnlyList<FeedEvent> Items, long Next, long Head, string Epoch)
{
    /// <summary>Id to go on from.</summary>
    public EventId ResumePoint => new(Epoch, Next);
}
