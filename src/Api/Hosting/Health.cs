namespace Concierge.Api.Hosting;

/// <summary>The state of this replica.</summary>
public sealed record Health(string Status);
