namespace Concierge.Api.OpenApi.Metadata;

/// <summary>Documents a form that the action reads from the request body itself. The sender may add other fields.</summary>
/// <param name="name">Name of the schema.</param>
/// <param name="fields">Names of the fields.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FormAttribute(string name, params string[] fields) : Attribute
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Fields { get; } = fields;
}
