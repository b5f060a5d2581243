using Concierge.Api.Authentication;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Audit;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Audit;

[Route("audit")]
[ApiTag("Audit", Description = "Records of administrative actions: who did what, on whom, and when.")]
[RequiresScope(Scopes.Admin)]
public sealed class AuditController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Lists audit records, newest first.</summary>
    [HttpGet(Name = "listAuditRecords")]
    [ProducesResponseType<Page<AuditRecordDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> List([FromQuery] AuditListQuery query) =>
        Listed(query, (limit, cursor) => new ListAuditRecords(query.Target, query.Caller, limit, cursor));
}
