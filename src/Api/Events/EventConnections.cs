using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using Concierge.Api.Authentication;
using Concierge.Api.Problems;
using Concierge.Api.RateLimiting;
using Concierge.Application.Pipeline;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Events;

/// <summary>Counts the open streams of this process, and of each caller.</summary>
internal sealed class EventConnections
{
    private readonly EventStreamOptions limits;
    private readonly ConcurrentDictionary<string, int> byCaller = new();
    private int open;

    public EventConnections(IOptions<EventStreamOptions> options, IMeterFactory meters)
    {
        limits = options.Value;
        meters.Create(UseCaseTelemetry.Name).CreateObservableGauge(
            "concierge.events.connections", () => Volatile.Read(ref open), "{connection}", "Open streams of events.");
    }

    /// <summary>Opens a stream for a caller. Returns what closes it, or the reason why it is refused.</summary>
    public (IDisposable? Connection, HttpError? Refusal) Open(ClaimsPrincipal caller)
    {
        var name = Caller.SharedNameOf(caller);
        var limit = Caller.IsUser(caller) ? limits.MaxConnectionsPerUser : limits.MaxConnectionsPerBackend;
        var connection = new Connection(this, name);
        if (byCaller.AddOrUpdate(name, 1, (_, count) => count + 1) > limit)
        {
            connection.Leave();
            return (null, RateLimitErrors.TooManyStreams);
        }

        if (Interlocked.Increment(ref open) > limits.MaxConnections)
        {
            connection.Dispose();
            return (null, EventStreamErrors.TooManyConnections);
        }

        return (connection, null);
    }

    private sealed class Connection(EventConnections connections, string name) : IDisposable
    {
        public void Leave()
        {
            // Removes the entry of a caller without streams, unless another stream opens meanwhile.
            if (connections.byCaller.AddOrUpdate(name, 0, (_, count) => count - 1) == 0)
            {
                connections.byCaller.TryRemove(new(name, 0));
            }
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref connections.open);
            Leave();
        }
    }
}
