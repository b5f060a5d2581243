using Microsoft.AspNetCore.Http.Metadata;

namespace Concierge.Api.OpenApi.Metadata;

/// <summary>Sets the tag that groups a controller's operations.</summary>
/// <param name="name">The name of the tag.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ApiTagAttribute(string name) : Attribute, ITagsMetadata
{
    public IReadOnlyList<string> Tags { get; } = [name];

    /// <summary>Describes the tag; set on one of its controllers.</summary>
    public string? Description { get; init; }
}
