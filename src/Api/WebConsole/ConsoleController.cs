using System.Security.Cryptography;
using Concierge.Api.Authentication;
using Concierge.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.WebConsole;

/// <summary>Serves the page of the console. Each response carries a new nonce, so the page is no static asset.</summary>
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ConsoleController : ControllerBase
{
    /// <summary>Gets the page at the root, if the client asks for HTML.</summary>
    [HttpGet("/", Name = "getHome")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/html")]
    public IActionResult GetHome()
    {
        Response.Headers.Vary = HeaderNames.Accept;
        return Request.GetTypedHeaders().Accept.Any(range => range.MediaType == "text/html") ? Page() : NotFound();
    }

    /// <summary>Gets the page for a path that the console routes itself. An unknown asset is not one.</summary>
    [HttpGet("/console/{**path}", Name = "getConsole")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/html")]
    public IActionResult GetConsole() => Request.Path.StartsWithSegments(ConsoleAssets.Folder) ? NotFound() : Page();

    private IActionResult Page()
    {
        var services = HttpContext.RequestServices;
        if (Request.PathBase.HasValue || !services.GetRequiredService<IOptions<HttpOptions>>().Value.Console)
        {
            return NotFound();
        }

        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        SecurityHeadersMiddleware.ProtectPage(HttpContext, nonce);
        return Content(
            ConsolePage.With(nonce, services.GetRequiredService<IOptions<AuthOptions>>().Value.Mode), "text/html; charset=utf-8");
    }
}
