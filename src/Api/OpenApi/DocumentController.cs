using Concierge.Api.Preconditions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.OpenApi;

/// <summary>Serves the OpenAPI document.</summary>
[Route("openapi/v1.json")]
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class DocumentController : ControllerBase
{
    /// <summary>Gets the document, or 304 to a caller who has it.</summary>
    [HttpGet(Name = "getDocument")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "application/json")]
    public async Task<IActionResult> Get()
    {
        var (json, tag) = await HttpContext.RequestServices.GetRequiredService<ServedDocument>().GetAsync();
        Response.Headers.ETag = tag;
        return EntityTags.IsNotModified(Request, tag)
            ? StatusCode(StatusCodes.Status304NotModified)
            : File(json, "application/json;charset=utf-8");
    }
}
