using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Problems;

/// <summary>Explains the problem types at their addresses, as a page to browsers and as JSON to others.</summary>
[Route("problems")]
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ProblemsController : ControllerBase
{
    /// <summary>Explains a problem type.</summary>
    /// <param name="type">The error code, with hyphens as in the <c>type</c> of the problem.</param>
    [HttpGet("{type}", Name = "getProblem")]
    [ProducesResponseType<ProblemDescription>(StatusCodes.Status200OK)]
    public IActionResult Get(string type)
    {
        if (ProblemCatalog.All.FirstOrDefault(problem => problem.Type == $"/problems/{type}") is not { } found)
        {
            return NotFound();
        }

        return Request.GetTypedHeaders().Accept.Any(range => range.MediaType == "text/html")
            ? Content(Page(found), "text/html; charset=utf-8")
            : Ok(found);
    }

    private static string Page(ProblemDescription problem)
    {
        var (code, meaning, action) =
            (WebUtility.HtmlEncode(problem.Code), WebUtility.HtmlEncode(problem.Meaning), WebUtility.HtmlEncode(problem.Action));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{code} - Concierge</title></head>
            <body>
            <h1>{code}</h1>
            <p>Status {problem.Statuses}</p>
            <p>{meaning}</p>
            <p>{action}</p>
            </body>
            </html>
            """;
    }
}
