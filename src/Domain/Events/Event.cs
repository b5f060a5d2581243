namespace Concierge.Domain.Events;

/// <summary>A change that others can follow. It names what changed and holds no text, no phone number and no address.</summary>
/// <param name="Type">What happened, such as <c>message.created</c>.</param>
/// <param name="ResourceId">Id of the resource that changed.</param>
/// <param name="Data">Facts about the change.</param>
/// <param name="UserA">Id of a user who may see the event; null if only backends may.</param>
/// <param name="UserB">Id of another user who may see the event; null if there is none.</param>
public sealed record Event(string Type, string ResourceId, EventData Data, string? UserA = null, string? UserB = null);
