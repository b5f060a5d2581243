using Concierge.Api.Problems;

namespace Concierge.Api.Events;

/// <summary>Errors of streams of events.</summary>
internal static class EventStreamErrors
{
    public static readonly HttpError TooManyConnections = new(
        StatusCodes.Status503ServiceUnavailable, "too_many_connections", "This replica serves as many streams as it can.")
    {
        RetryAfter = 2,
    };
}
