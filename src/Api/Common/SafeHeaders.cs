namespace Concierge.Api.Common;

/// <summary>
/// Has no browser or proxy keep or reinterpret an answer (RFC 9111 §5.2.2.5): nearly every one holds messages, numbers, tokens or what tells of them. Only the
/// documentation may be kept.
/// </summary>
internal sealed class SafeHeadersMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment: what fails is answered with headers that were cleared.
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (!context.Request.Path.StartsWithSegments("/docs") && !context.Request.Path.StartsWithSegments("/openapi"))
            {
                context.Response.Headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
