namespace Concierge.Application.Events;

/// <summary>A stretch of history without a break.</summary>
/// <param name="Name">Four digits or lower-case letters.</param>
/// <param name="FirstPosition">Its first position; 0 for the first epoch.</param>
public sealed record FeedEpoch(string Name, long FirstPosition);
