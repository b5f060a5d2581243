namespace Concierge.Api.Idempotency;

/// <summary>Declares that responses of an operation contain a secret. They are not stored: a retry creates a new one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotReplayedAttribute : Attribute;
