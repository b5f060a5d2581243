namespace Concierge.Api.Idempotency;

/// <summary>
/// Declares a POST on an existing resource. No body is stored: a replay renders the resource as it is now, so it never brings back what was
/// removed since.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RendersCurrentStateAttribute : Attribute;
