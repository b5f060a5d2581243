using Concierge.Domain.Common;

namespace Concierge.Application.Events;

/// <summary>Why a client cannot go on from an id, and from where it can.</summary>
/// <param name="Oldest">Id to read everything that is kept.</param>
/// <param name="Latest">Id to read only what comes.</param>
/// <param name="Reason">
/// <c>retention</c>: the events are too old and were deleted. <c>feed_restored</c>: the database was restored, and its history differs.
/// </param>
public sealed record ExpiredResumePoint(string Oldest, string Latest, string Reason) : IRefusalDetails
{
    public const string Retention = "retention";

    public const string FeedRestored = "feed_restored";

    public string Description => Reason == Retention
        ? "The events after this id are older than the feed keeps."
        : "The database was restored or has failed over, and its history does not have this id.";
}
