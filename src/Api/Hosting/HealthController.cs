using Concierge.Api.Http;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concierge.Api.Hosting;

[ApiController]
[Route("health")]
[ApiTag("Operations", Description = "State of the server.")]
[AllowAnonymous]
[DisableRateLimiting]
public sealed class HealthController(IDatabase database, IHostApplicationLifetime lifetime) : ControllerBase
{
    private static readonly Health Healthy = new("ok");

    private static readonly HttpError ShuttingDown =
        new(StatusCodes.Status503ServiceUnavailable, "shutting_down", "This replica is shutting down; use another one.");

    /// <summary>Reports that the process runs. Checks nothing else.</summary>
    [HttpGet("live", Name = "getLiveness")]
    [ProducesResponseType<Health>(StatusCodes.Status200OK)]
    public IActionResult Live() => Ok(Healthy);

    /// <summary>Reports whether this replica can serve requests: database available, schema up to date, no shutdown in progress.</summary>
    [HttpGet("ready", Name = "getReadiness")]
    [ProducesResponseType<Health>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "shutting_down")]
    public async Task<IActionResult> Ready()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new HttpErrorResult(ShuttingDown);
        }

        return await database.IsReadyAsync(HttpContext.RequestAborted) ? Ok(Healthy) : new HttpErrorResult(HttpErrors.DatabaseUnavailable);
    }
}
