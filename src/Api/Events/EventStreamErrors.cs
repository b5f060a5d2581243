using Concierge.Api.Problems;

namespace Concierge.Api.Events;

/// <summary>Errors of streams of events.</summary>
internal static class EventStreamErrors
{
    public static readonly HttpError TooManyStreams = new(
        StatusCodes.Status429TooManyRequests, "too_many_streams", "The caller has too many streams open.") { RetryAfter = 2 };

    public static readonly HttpError TooManyConnections = new(
        StatusCodes.Status503ServiceUnavailable, "too_many_connections", "This replica serves as many streams as it can.") { RetryAfter = 2 };
}
