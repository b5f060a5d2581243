namespace Concierge.Application.Events;

/// <summary>What the feed holds.</summary>
/// <param name="Epochs">The epochs and the first position of each, in order.</param>
/// <param name="Oldest">Position of the oldest event that is kept, or of the next one.</param>
/// <param name="Head">Position of the newest event; 0 before the first.</param>
public sealed record FeedExtent(IReadOnlyList<FeedEpoch> Epochs, long Oldest, long Head)
{
    /// <summary>The present epoch.</summary>
    public string Epoch => Epochs[^1].Name;

    /// <summary>The place before the oldest event.</summary>
    public EventId Start => new(Epoch, Oldest - 1);

    /// <summary>The place after the newest event.</summary>
    public EventId End => new(Epoch, Head);

    /// <summary>Gets the id of the event at a position.</summary>
    public EventId IdOf(long position) => new(Epochs.Last(epoch => epoch.FirstPosition <= position).Name, position);

    /// <summary>
    /// Returns whether an id lies in the history that the database has: its epoch is known, and its position was reached before the next
    /// epoch began. An id of the present epoch may name an event of an earlier one.
    /// </summary>
    public bool Contains(EventId id)
    {
        var index = Epochs.ToList().FindIndex(epoch => epoch.Name == id.Epoch);
        return index >= 0 && id.Position <= (index + 1 < Epochs.Count ? Epochs[index + 1].FirstPosition - 1 : Head);
    }
}
