using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Lists;
using Concierge.Application.Audit;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Audit;

/// <summary>Query parameters of the list of audit records.</summary>
public sealed record AuditListQuery : ListQuery
{
    [Description("Only records about this user or service key.")]
    [FromQuery(Name = "target")]
    [MaxLength(ListAuditRecords.MaxFilterLength)]
    public string? Target { get; init; }

    [Description("Only records of this caller: the name of a backend, or the id of a user.")]
    [FromQuery(Name = "caller")]
    [MaxLength(ListAuditRecords.MaxFilterLength)]
    public string? Caller { get; init; }
}
