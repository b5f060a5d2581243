using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Metadata;

/// <summary>Documents a parameter that the action reads from the request itself.</summary>
/// <param name="name">Name of the parameter.</param>
/// <param name="location">Where the parameter is.</param>
/// <param name="description">Meaning of the parameter, for the OpenAPI document.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RawParameterAttribute(string name, ParameterLocation location, string description) : Attribute
{
    public string Name { get; } = name;

    public ParameterLocation Location { get; } = location;

    public string Description { get; } = description;

    /// <summary>Whether the action refuses every request without the parameter.</summary>
    public bool IsRequired { get; init; }
}
