using Concierge.Api.Problems;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Preconditions;

/// <summary>Rejects malformed <c>If-Match</c> and <c>If-None-Match</c> headers of actions that declare 304 or 412.</summary>
internal sealed class PreconditionFilter : IResourceFilter
{
    private static readonly string[] Headers = [HeaderNames.IfMatch, HeaderNames.IfNoneMatch];

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var isConditional = context.ActionDescriptor.EndpointMetadata.OfType<IApiResponseMetadataProvider>()
            .Any(response => response.StatusCode is StatusCodes.Status304NotModified or StatusCodes.Status412PreconditionFailed);
        var malformed = Headers.FirstOrDefault(name =>
            context.HttpContext.Request.Headers.TryGetValue(name, out var header) && EntityTagList.Parse(header) is null);
        if (isConditional && malformed is not null)
        {
            context.Result = new ProblemResult([PreconditionErrors.EtagInvalid.At($"/{malformed}")]);
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
