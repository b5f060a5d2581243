using System.Text.Json;
using Concierge.Api.Authentication;
using Concierge.Api.Http;
using Concierge.Api.Problems;
using Concierge.Infrastructure.Idempotency;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Primitives;

namespace Concierge.Api.Idempotency;

/// <summary>
/// Executes a POST with an <c>Idempotency-Key</c> once. The response is stored in the transaction of the request's writes; a retry replays
/// it, or renders the resource as it is now (<see cref="RendersCurrentStateAttribute"/>).
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";

    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int MaxKeyLength = 255;

    /// <summary>
    /// Whether responses of a POST are stored. Responses that contain a secret are not. Responses to anonymous callers are not stored
    /// either; they could fill the table. Anonymous callers can only send delivery reports, which are idempotent.
    /// </summary>
    public static bool StoresResponses(IEnumerable<object> metadata) =>
        !metadata.Any(item => item is NotReplayedAttribute or IAllowAnonymous);

    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.TryGetValue(Header, out var values)
            && context.GetEndpoint() is { } endpoint && StoresResponses(endpoint.Metadata)
            ? ExecuteOnceAsync(context, values, context.RequestServices.GetRequiredService<IIdempotencyStore>())
            : next(context);

    private async Task ExecuteOnceAsync(HttpContext context, StringValues values, IIdempotencyStore store)
    {
        if (values is not [{ } header]
            || Unquote(header) is not { Length: > 0 and <= MaxKeyLength } key || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            await ProblemWriter.WriteAsync(context, IdempotencyErrors.KeyInvalid);
            return;
        }

        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        context.Request.Body = new MemoryStream(body.Array!, body.Offset, body.Count, writable: false);

        var request = new SealedRequest(Caller.SharedNameOf(context.User), key, Describe(context.Request), body);

        // Earlier versions stored responses under the service key instead of its backend. They expire after a day.
        var formerId = SealedRequest.IdOf(Caller.NameOf(context.User), key);
        var claim = await store.ClaimAsync(request.Id, formerId, context.RequestAborted);
        if (claim.IsFree)
        {
            await ExecuteAsync(context, store, request);
        }
        else if (claim.InProgress)
        {
            await ProblemWriter.WriteAsync(context, IdempotencyErrors.InProgress);
        }
        else if (!request.Fingerprint.SequenceEqual(claim.Fingerprint!))
        {
            await ProblemWriter.WriteAsync(context, IdempotencyErrors.KeyReused);
        }
        else
        {
            await ReplayAsync(context, JsonSerializer.Deserialize<StoredResponse>(request.Open(claim.Response!))!);
        }
    }

    /// <summary>
    /// Executes the request and sends its response after it is stored. Only successful responses are stored; others may be retried.
    /// </summary>
    private async Task ExecuteAsync(HttpContext context, IIdempotencyStore store, SealedRequest request)
    {
        var client = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        // From here on, a disconnect of the client does not cancel the commit. The request timeout still does.
        var timeout = context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? CancellationToken.None;
        if (context.Response.StatusCode is >= 200 and < 300)
        {
            var body = RendersCurrentState(context) ? [] : buffer.ToArray();
            var response = request.Seal(JsonSerializer.SerializeToUtf8Bytes(StoredResponse.Of(context.Response, body)));
            if (!await store.CompleteAsync(request.Id, request.Fingerprint, response, timeout))
            {
                await store.ReleaseAsync(timeout);
                context.Response.Clear();
                await ProblemWriter.WriteAsync(context, IdempotencyErrors.InProgress);
                return;
            }
        }
        else
        {
            await store.ReleaseAsync(timeout);
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(client, context.RequestAborted);
    }

    private Task ReplayAsync(HttpContext context, StoredResponse stored)
    {
        context.Response.Headers[ReplayedHeader] = "true";
        if (!RendersCurrentState(context))
        {
            return stored.ReplayAsync(context.Response);
        }

        context.Features.Set(new Replay());
        return next(context);
    }

    private static bool RendersCurrentState(HttpContext context) =>
        context.GetEndpoint()!.Metadata.GetMetadata<RendersCurrentStateAttribute>() is not null;

    /// <summary>
    /// Describes the request without its body. The host and the path prefix are left out: a retry may use another address.
    /// </summary>
    private static string Describe(HttpRequest request) =>
        $"{request.Path}{request.QueryString}\n{request.Headers[ActingUserMiddleware.Header]}";

    private static string Unquote(string key) => key is ['"', .. var inner, '"'] ? inner : key;
}
