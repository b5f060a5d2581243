using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Problems;

/// <summary>The result of an action that failed with an error of the HTTP layer.</summary>
internal sealed class HttpErrorResult(HttpError error) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) => ProblemWriter.WriteAsync(context.HttpContext, error);
}
