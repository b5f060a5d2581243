using System.Net;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Concierge.Api.Tests.Contract;

/// <summary>
/// Fails the test that gets a response outside the OpenAPI document of the product. The lines of a stream are checked by
/// <see cref="CheckStreamAsync"/> once the test has read them; here they would be buffered.
/// </summary>
/// <param name="services">Gets the services of the product, for its document; null for a product in a process of its own.</param>
internal sealed class CheckedResponses(Func<IServiceProvider>? services = null) : DelegatingHandler
{
    private const string Stream = "application/x-ndjson";

    private const string Events = "text/event-stream";

    private static readonly SemaphoreSlim Reading = new(1);

    /// <summary>The document does not depend on settings, so all hosts of the process share it.</summary>
    private static ResponseContract? shared;

    /// <summary>Fails the test if the document does not describe the lines of a stream.</summary>
    public static async Task CheckStreamAsync(IServiceProvider services, HttpRequestMessage request, Answer answer)
    {
        if (answer.ContentType == Stream)
        {
            await CheckAsync(services, request.Method, PathOf(request), answer.Status, answer.ContentType, answer.Text);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = PathOf(request);
        var response = await base.SendAsync(request, cancellationToken);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var body = mediaType is Stream or Events ? null : await response.Content.ReadAsStringAsync(cancellationToken);
        await CheckAsync(services?.Invoke(), request.Method, path, response.StatusCode, mediaType, body);
        return response;
    }

    /// <summary>Gets the path of an address, which is relative before the client adds its base address.</summary>
    private static string PathOf(HttpRequestMessage request) =>
        request.RequestUri! is { IsAbsoluteUri: true } address ? address.AbsolutePath : request.RequestUri!.OriginalString.Split('?')[0];

    private static async Task CheckAsync(
        IServiceProvider? services, HttpMethod method, string path, HttpStatusCode status, string? mediaType, string? body)
    {
        var contract = shared ?? await ReadAsync(services);
        if (contract.FindDeviation(method.Method, path, (int)status, mediaType, body) is { } deviation)
        {
            Assert.Fail(
                $"The OpenAPI document does not describe this response to {method} {path}: {(int)status} {mediaType}.\n{deviation}\n"
                + $"{body}\n"
                + "Declare it in the code, with [Refuses] or [ProducesResponseType], or mend the response.");
        }
    }

    private static async Task<ResponseContract> ReadAsync(IServiceProvider? services)
    {
        // A test checks that this document is the one of the product.
        if (services is null)
        {
            return shared = ResponseContract.CheckedIn();
        }

        await Reading.WaitAsync();
        try
        {
            if (shared is null)
            {
                await using var scope = services.CreateAsyncScope();
                var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
                var document = await provider.GetOpenApiDocumentAsync();
                shared = new(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
            }

            return shared;
        }
        finally
        {
            Reading.Release();
        }
    }
}
