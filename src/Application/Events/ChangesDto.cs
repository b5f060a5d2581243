namespace Concierge.Application.Events;

/// <summary>A page of the feed.</summary>
/// <param name="Items">The events, in order.</param>
/// <param name="NextAfter">Id to read the next page after. Moves on even where no event is for the caller.</param>
/// <param name="HasMore">Whether there are more events to look at now.</param>
/// <param name="Latest">Id of the newest event.</param>
public sealed record ChangesDto(IReadOnlyList<FeedEvent> Items, string NextAfter, bool HasMore, string Latest)
{
    internal static ChangesDto Of(EventBatch batch) =>
        new(batch.Items, $"{batch.ResumePoint}", batch.Next < batch.Head, $"{new EventId(batch.Epoch, batch.Head)}");
}
