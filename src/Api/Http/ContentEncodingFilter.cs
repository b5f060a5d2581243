using Concierge.Api.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Http;

/// <summary>Rejects compressed request bodies: their size could not be limited before they are decompressed.</summary>
internal sealed class ContentEncodingFilter : IResourceFilter
{
    private const string Identity = "identity";

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        var isEncoded = request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding)
            .Any(coding => !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase));
        if (isEncoded && ReadsBody(request.Method)
            && context.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            // RFC 9110 section 15.5.16
            response.Headers.AcceptEncoding = Identity;
            context.Result = new HttpErrorResult(HttpErrors.ContentEncodingUnsupported);
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    /// <summary>Whether operations of this method can have a body.</summary>
    public static bool ReadsBody(string? method) => method is "POST" or "PUT" or "DELETE";
}
