namespace Concierge.Api.Idempotency;

/// <summary>Declares that an operation's answer holds a secret, which is told once: no Idempotency-Key keeps it, and a repeat makes another.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotReplayedAttribute : Attribute;
