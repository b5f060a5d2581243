using Concierge.Api.Common;
using Concierge.Application.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Operations;

/// <summary>The state of this replica.</summary>
public sealed record Health(string Status);

[ApiController]
[Route("health")]
[Tags("Operations")]
[AllowAnonymous]
public sealed class HealthController(IDatabase database, IHostApplicationLifetime lifetime) : ControllerBase
{
    private static readonly Health Healthy = new("ok");

    /// <summary>Whether the process runs; asks nothing else.</summary>
    [HttpGet("live", Name = "getLiveness")]
    [ProducesResponseType<Health>(StatusCodes.Status200OK)]
    public IActionResult Live() => Ok(Healthy);

    /// <summary>Whether requests can be served: the database answers, its schema is up to date, and the program was not told to stop.</summary>
    [HttpGet("ready", Name = "getReadiness")]
    [ProducesResponseType<Health>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "shutting_down")]
    public async Task<IActionResult> Ready()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new ProblemResult([Problems.ShuttingDown]);
        }

        return await database.IsReadyAsync(HttpContext.RequestAborted) ? Ok(Healthy) : new ProblemResult([Problems.DatabaseUnavailable]);
    }
}
