using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Sets the title, the licence and the server of the document.</summary>
internal sealed class DocumentInfoTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Concierge",
            Version = "1.0.0",
            Description = "REST API for users, private messages, SMS, services and orders. "
                + "Every error is a problem (RFC 9457) with a stable `code`.",
            Contact = new() { Name = "The Concierge authors" },
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/v1" }];
        return Task.CompletedTask;
    }
}
