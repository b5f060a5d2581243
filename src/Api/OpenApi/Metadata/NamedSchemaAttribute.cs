using System.Text.Json.Nodes;

namespace Concierge.Api.OpenApi.Metadata;

/// <summary>
/// Gives the schema of a text parameter a name. Without a name, generators make one type for each operation that has the parameter.
/// </summary>
/// <param name="name">The name of the schema.</param>
/// <param name="values">The values that the parameter takes; empty where the schema is that of a type in a response.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class NamedSchemaAttribute(string name, params string[] values) : Attribute
{
    public string Name { get; } = name;

    public IReadOnlyList<JsonNode> Values { get; } = [.. values.Select(value => JsonValue.Create(value))];
}
