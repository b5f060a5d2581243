namespace Concierge.Api.OpenApi.Metadata;

/// <summary>Examples of a feature's schemas. Registered by the feature.</summary>
internal interface IOpenApiExamples
{
    /// <summary>Gets the example of each schema, as JSON. The example of a page is derived from that of its item.</summary>
    IReadOnlyDictionary<string, string> BySchema { get; }
}
