namespace Concierge.Infrastructure.Startup;

/// <summary>Longest time that one part of the program takes to stop.</summary>
public sealed record StopTime(TimeSpan Value);
