namespace Concierge.Api.Http;

/// <summary>
/// Forbids browsers and proxies to store or sniff responses (RFC 9111 section 5.2.2.5): they contain messages, numbers and tokens. Only the
/// documentation may be stored.
/// </summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    private static readonly string[] Documentation = ["/docs", "/openapi", "/problems"];

    public Task InvokeAsync(HttpContext context)
    {
        var mayBeStored = Documentation.Any(path => context.Request.Path.StartsWithSegments(path));

        // Set when the response starts, because the exception handler clears the headers.
        context.Response.OnStarting(mayBeStored ? NoSniff : NoStore, context.Response);
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
