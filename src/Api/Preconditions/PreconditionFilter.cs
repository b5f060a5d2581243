using Concierge.Api.Problems;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Preconditions;

/// <summary>
/// Rejects malformed <c>If-Match</c> and <c>If-None-Match</c> headers of actions that declare 304 or 412. A POST has its conditions in its
/// body.
/// </summary>
internal sealed class PreconditionFilter : IResourceFilter
{
    private static readonly string[] Headers = [HeaderNames.IfMatch, HeaderNames.IfNoneMatch];

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        foreach (var name in Headers)
        {
            if (context.HttpContext.Request.Headers.TryGetValue(name, out var header)
                && EntityTagList.Parse(header) is null && !HttpMethods.IsPost(context.HttpContext.Request.Method)
                && IsConditional(context.ActionDescriptor))
            {
                context.Result = new ProblemResult([PreconditionErrors.EtagInvalid.At($"/{name}")]);
                return;
            }
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    private static bool IsConditional(ActionDescriptor action) => action.EndpointMetadata.OfType<IApiResponseMetadataProvider>()
        .Any(response => response.StatusCode is StatusCodes.Status304NotModified or StatusCodes.Status412PreconditionFailed);
}
