using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Sets the title, the licence and the server of the document.</summary>
internal sealed class DocumentInfoTransformer : IOpenApiDocumentTransformer
{
    /// <summary>What a reader of the documentation page needs before the first request.</summary>
    private const string Introduction = """
        Users, private messages, SMS, services and orders behind one REST API.

        ## Authentication

        Send `Authorization: Bearer` with the service key of your backend (`ck_...`), or with a token of a user, which a backend mints by
        `POST /users/{id}/tokens`. A key has scopes, and each operation names those that it takes. With `X-User-Id`, a backend acts as
        that user and is subject to the same rules of ownership. In Development mode no credentials are needed.

        ## Errors

        Every error is `application/problem+json` (RFC 9457). Branch on its `code`, which never changes. Its `type` is the address of an
        explanation, such as [/problems/order-conflict](/problems/order-conflict). `errors` lists the members and parameters at fault.
        Tell the `trace_id` to the operator if you need help.

        ## Pages

        A list answers `items` and `next_cursor`. Repeat the request with this `cursor` until `next_cursor` is null. With
        `Accept: application/x-ndjson` the list comes whole, one item a line.

        ## Retries

        Send an `Idempotency-Key` with each POST. After a time-out, a 429 or a 503, repeat the request with the same key: it takes effect
        once. Wait as long as `Retry-After` says, otherwise with exponential backoff and jitter. GET, PUT and DELETE can be repeated as
        they are. Send the `ETag` of a resource as `If-Match` to change only what you have read.

        ## Guides

        The folder `docs/guides` of the program has a guide for each feature: authentication, messaging, booking, SMS, events, webhooks,
        and integration tests. `docs/conventions.md` has what holds for every operation.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Concierge",

            // The version of the contract. That of the program would change the checked-in document with each commit.
            Version = "1.0.0",
            Description = Introduction,
            Contact = new() { Name = "The Concierge authors" },
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/v1" }];
        return Task.CompletedTask;
    }
}
