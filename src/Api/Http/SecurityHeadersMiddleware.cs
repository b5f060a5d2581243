namespace Concierge.Api.Http;

/// <summary>
/// Forbids browsers and proxies to store or sniff responses (RFC 9111 section 5.2.2.5): they contain messages, numbers and tokens. Only the
/// documentation and the console may be stored. Their pages load nothing from elsewhere and appear in no frame.
/// </summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    private static readonly string[] Documentation = ["/docs", "/openapi", "/problems", "/console/assets"];

    public Task InvokeAsync(HttpContext context)
    {
        var mayBeStored = Documentation.Any(path => context.Request.Path.StartsWithSegments(path));

        // Set when the response starts, because the exception handler clears the headers. Swagger UI sets styles in its markup.
        context.Response.OnStarting(mayBeStored ? response => Protect(response, "'unsafe-inline'") : NoStore, context.Response);
        return next(context);
    }

    /// <summary>Protects a page that is not the documentation.</summary>
    /// <param name="context">The request.</param>
    /// <param name="nonce">Nonce of the styles that the page's scripts create.</param>
    public static void ProtectPage(HttpContext context, string nonce) =>
        context.Response.OnStarting(response => Protect(response, $"'nonce-{nonce}'"), context.Response);

    /// <summary>Scripts are files. Icons are drawn from data URLs (CSP level 3).</summary>
    private static string PolicyWith(string styles) =>
        $"default-src 'none'; script-src 'self'; style-src 'self' {styles}; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static Task NoSniff(object response)
    {
        ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }

    private static Task Protect(object response, string styles)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.ContentSecurityPolicy = PolicyWith(styles);
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
