namespace Concierge.Api.Http;

/// <summary>
/// Has no browser or proxy keep or reinterpret an answer (RFC 9111 §5.2.2.5): nearly every one holds messages, numbers, tokens or what tells of them. Only the
/// documentation may be kept.
/// </summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var mayBeKept = context.Request.Path.StartsWithSegments("/docs") || context.Request.Path.StartsWithSegments("/openapi");

        // At the last moment: what fails is answered with headers that were cleared.
        context.Response.OnStarting(mayBeKept ? NoSniff : NoStore, context.Response);
        return next(context);
    }

    private static Task NoSniff(object response)
    {
        ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }

    private static Task NoStore(object response)
    {
        ((HttpResponse)response).Headers.CacheControl = "no-store";
        return NoSniff(response);
    }
}
