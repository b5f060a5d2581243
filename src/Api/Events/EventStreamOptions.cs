namespace Concierge.Api.Events;

/// <summary>Settings of the streams of events, in the section <c>Events</c>.</summary>
internal sealed class EventStreamOptions
{
    public const string Section = "Events";

    /// <summary>Number of streams of this process.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Number of streams of one backend.</summary>
    public int MaxConnectionsPerBackend { get; set; } = 1000;

    /// <summary>Number of streams of one user.</summary>
    public int MaxConnectionsPerUser { get; set; } = 10;

    public bool IsValid => MaxConnections > 0 && MaxConnectionsPerBackend > 0 && MaxConnectionsPerUser > 0;
}
