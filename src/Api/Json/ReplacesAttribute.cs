namespace Concierge.Api.Json;

/// <summary>
/// Declares the representation that a request body replaces. A client may send back what it got: read-only members are ignored, and an id
/// must be that of the path.
/// </summary>
/// <param name="representation">Type of the representation.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReplacesAttribute(Type representation) : Attribute
{
    public Type Representation { get; } = representation;
}
