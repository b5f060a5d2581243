namespace Concierge.Api.Http;

/// <summary>
/// Forbids browsers and proxies to store or sniff responses (RFC 9111 section 5.2.2.5): they contain messages, numbers and tokens. Only the
/// documentation may be stored. Its pages load nothing from elsewhere and appear in no frame.
/// </summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    /// <summary>Swagger UI sets styles in its markup and draws icons from data URLs; its scripts are files (CSP level 3).</summary>
    private const string ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Documentation = ["/docs", "/openapi", "/problems"];

    public Task InvokeAsync(HttpContext context)
    {
        var mayBeStored = Documentation.Any(path => context.Request.Path.StartsWithSegments(path));

        // Set when the response starts, because the exception handler clears the headers.
        context.Response.OnStarting(mayBeStored ? Protect : NoStore, context.Response);
        return next(context);
    }

    private static Task NoSniff(object response)
    {
        ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }

    private static Task Protect(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        return NoSniff(response);
    }

    private static Task NoStore(object response)
    {
        ((HttpResponse)response).Headers.CacheControl = "no-store";
        return NoSniff(response);
    }
}
