using System.Security.Cryptography;
using System.Text;
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
/// Makes a POST with an <c>Idempotency-Key</c> happen once: its answer is kept in the transaction of its writes, and a repeat gets that answer.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";

    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int MaxKeyLength = 255;

    /// <summary>
    /// Whether a POST takes part. Answers that hold a secret are not kept, and neither are those to people who are not known, who could fill the table; what they
    /// may send, gateways' reports, is harmless when repeated.
    /// </summary>
    public static bool KeepsAnswers(IEnumerable<object> metadata) => !metadata.Any(item => item is NotReplayedAttribute or IAllowAnonymous);

    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.TryGetValue(Header, out var values)
            && context.GetEndpoint() is { } endpoint && KeepsAnswers(endpoint.Metadata)
            ? OnceAsync(context, values, context.RequestServices.GetRequiredService<IIdempotencyStore>())
            : next(context);

    private async Task OnceAsync(HttpContext context, StringValues values, IIdempotencyStore store)
    {
        if (values is not [{ } header] || Unquoted(header) is not { Length: > 0 and <= MaxKeyLength } key || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            await ProblemWriter.WriteAsync(context, IdempotencyErrors.KeyInvalid);
            return;
        }

        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        context.Request.Body = new MemoryStream(body.Array!, body.Offset, body.Count, writable: false);

        var request = new SealedRequest(Caller.NameOf(context.User), key, Describe(context.Request), body);
        var claim = await store.ClaimAsync(request.Id, context.RequestAborted);
        if (claim.IsFree)
        {
            await CarryOutAsync(context, store, request);
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
            await JsonSerializer.Deserialize<KeptResponse>(request.Open(claim.Response!))!.ReplayAsync(context.Response);
        }
    }

    /// <summary>Carries the request out with its answer held back until it is stored; what is refused is not stored, and may be tried again.</summary>
    private async Task CarryOutAsync(HttpContext context, IIdempotencyStore store, SealedRequest request)
    {
        var client = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        // From here on the client's going away must not undo what was done, but the time-out holds.
        var timeout = context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? CancellationToken.None;
        if (context.Response.StatusCode is >= 200 and < 300)
        {
            var answer = KeptResponse.Of(context.Response, held.ToArray());
            if (!await store.CompleteAsync(request.Id, request.Fingerprint, request.Seal(JsonSerializer.SerializeToUtf8Bytes(answer)), timeout))
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

        held.Position = 0;
        await held.CopyToAsync(client, context.RequestAborted);
    }

    /// <summary>Everything besides the body that makes it the same request, however the service's address is spelled.</summary>
    private static string Describe(HttpRequest request) =>
        $"{request.Path}{request.QueryString}\n{request.Headers[ActingUserMiddleware.Header]}";

    private static string Unquoted(string key) => key is ['"', .. var inner, '"'] ? inner : key;

    /// <summary>
    /// A request as its key holder knows it. The kept answer, which may repeat what a message said, is encrypted with a key that is derived from the whole
    /// request and stored nowhere: only who sends the same request again can read it, and deleting the message leaves no copy in the clear.
    /// </summary>
    private sealed class SealedRequest
    {
        private readonly byte[] secret;

        public SealedRequest(string caller, string key, string description, ReadOnlySpan<byte> body)
        {
            Id = SHA256.HashData(Encoding.ASCII.GetBytes($"{caller}\n{key}"));
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(key));
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
            hash.AppendData(body);
            secret = hash.GetHashAndReset();
            Fingerprint = HMACSHA256.HashData(secret, "fingerprint"u8);
        }

        /// <summary>Identifies caller and key.</summary>
        public byte[] Id { get; }

        public byte[] Fingerprint { get; }

        public byte[] Seal(byte[] plaintext)
        {
            var sealedText = new byte[AesGcm.NonceByteSizes.MaxSize + plaintext.Length + AesGcm.TagByteSizes.MaxSize];
            var (nonce, ciphertext, tag) = Parts(sealedText);
            RandomNumberGenerator.Fill(nonce.Span);
            using var cipher = Cipher();
            cipher.Encrypt(nonce.Span, plaintext, ciphertext.Span, tag.Span);
            return sealedText;
        }

        public byte[] Open(byte[] sealedText)
        {
            var (nonce, ciphertext, tag) = Parts(sealedText);
            var plaintext = new byte[ciphertext.Length];
            using var cipher = Cipher();
            cipher.Decrypt(nonce.Span, ciphertext.Span, tag.Span, plaintext);
            return plaintext;
        }

        private AesGcm Cipher() => new(HMACSHA256.HashData(secret, "response"u8), AesGcm.TagByteSizes.MaxSize);

        private static (Memory<byte> Nonce, Memory<byte> Ciphertext, Memory<byte> Tag) Parts(byte[] sealedText) => (
            sealedText.AsMemory(..AesGcm.NonceByteSizes.MaxSize),
            sealedText.AsMemory(AesGcm.NonceByteSizes.MaxSize..^AesGcm.TagByteSizes.MaxSize),
            sealedText.AsMemory(^AesGcm.TagByteSizes.MaxSize..));
    }

    private sealed record KeptResponse(int Status, string? ContentType, string? Location, string? ETag, byte[] Body)
    {
        public static KeptResponse Of(HttpResponse response, byte[] body) =>
            new(response.StatusCode, response.ContentType, response.Headers.Location, response.Headers.ETag, body);

        public async Task ReplayAsync(HttpResponse response)
        {
            response.StatusCode = Status;
            response.ContentType = ContentType;
            response.ContentLength = Body.Length;
            response.Headers[ReplayedHeader] = "true";
            if (Location is not null)
            {
                response.Headers.Location = Location;
            }

            if (ETag is not null)
            {
                response.Headers.ETag = ETag;
            }

            await response.Body.WriteAsync(Body);
        }
    }
}
