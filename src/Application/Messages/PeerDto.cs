namespace Concierge.Application.Messages;

/// <summary>The other user of a conversation.</summary>
public sealed record PeerDto(string Id, string Name);
