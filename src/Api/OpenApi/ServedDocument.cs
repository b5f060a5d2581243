using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>The OpenAPI document as it is served. Building it for each request would cost much (50 ms of a processor).</summary>
internal sealed class ServedDocument([FromKeyedServices(ServedDocument.Name)] IOpenApiDocumentProvider document)
{
    /// <summary>Name of the document.</summary>
    public const string Name = "v1";

    private readonly Lazy<Task<(byte[] Json, string Tag)>> built = new(() => BuildAsync(document));

    /// <summary>Gets the JSON in UTF-8, and its strong entity tag.</summary>
    public Task<(byte[] Json, string Tag)> GetAsync() => built.Value;

    private static async Task<(byte[] Json, string Tag)> BuildAsync(IOpenApiDocumentProvider document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        (await document.GetOpenApiDocumentAsync()).SerializeAs(OpenApiSetup.Version, new OpenApiJsonWriter(text));
        var json = Encoding.UTF8.GetBytes(text.ToString());
        return (json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(..12))}\"");
    }
}
