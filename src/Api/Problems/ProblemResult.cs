using Concierge.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Problems;

/// <summary>The result of an action that failed with errors of the domain.</summary>
internal sealed class ProblemResult(IReadOnlyList<Error> errors) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) => ProblemWriter.WriteAsync(context.HttpContext, errors);
}
