namespace Concierge.Api.Http;

/// <summary>
/// Answers HEAD wherever GET is served, with the status and the headers of the GET and without its body (RFC 9110 section 9.3.2). The rest
/// of the pipeline sees a GET, so both have the same access.
/// </summary>
internal sealed class HeadMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(context) : next(context);

    /// <summary>Whether the client asked for the headers alone.</summary>
    public static bool IsHead(HttpContext context) => context.Features.Get<Head>() is not null;

    /// <summary>Completes the header <c>Allow</c> of a 405.</summary>
    public static void AllowHead(HttpResponse response)
    {
        var methods = response.Headers.GetCommaSeparatedValues("Allow");
        if (methods.Contains(HttpMethods.Get))
        {
            response.Headers.Allow = string.Join(", ", methods.Append(HttpMethods.Head).Distinct().Order(StringComparer.Ordinal));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var client = context.Response.Body;
        using var discarded = new MemoryStream();
        context.Response.Body = discarded;
        context.Request.Method = HttpMethods.Get;
        context.Features.Set(new Head());
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
            context.Request.Method = HttpMethods.Head;
        }

        if (discarded.Length > 0)
        {
            context.Response.ContentLength ??= discarded.Length;
        }
    }

    /// <summary>Marks a HEAD request.</summary>
    private sealed class Head;
}
