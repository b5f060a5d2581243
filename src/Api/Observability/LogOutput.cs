namespace Concierge.Api.Observability;

/// <summary>Opens the stream that log lines are written to.</summary>
internal delegate Stream LogOutput();
