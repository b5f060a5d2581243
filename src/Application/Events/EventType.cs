namespace Concierge.Application.Events;

/// <summary>A type of event.</summary>
/// <param name="Name">The name, such as <c>message.created</c>.</param>
/// <param name="Scope">The scope that lets a caller see it.</param>
/// <param name="Data">What the event says.</param>
public sealed record EventType(string Name, string Scope, Type Data);
