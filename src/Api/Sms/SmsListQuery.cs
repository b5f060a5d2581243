using System.ComponentModel;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Paging;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Sms;

/// <summary>Query parameters of the list of SMS messages.</summary>
public sealed record SmsListQuery : ListQuery
{
    [Description("desc: newest first. asc: oldest first.")]
    [FromQuery(Name = "order")]
    [NamedSchema("SortOrder", "desc", "asc")]
    [DefaultValue("desc")]
    public string? Order { get; init; } = "desc";

    [Description("Only messages with this status.")]
    [FromQuery(Name = "status")]
    [NamedSchema(nameof(SmsStatus))]
    public string? Status { get; init; }

    [Description("Only messages to this number.")]
    [FromQuery(Name = "recipient_phone")]
    public string? RecipientPhone { get; init; }

    /// <summary>An unescaped plus sign arrives as a space. No number starts with a space, so it is read as a plus sign.</summary>
    internal ListSms ToList(PageLimit limit, string? cursor) => new(
        Order ?? "desc", Status, RecipientPhone?.StartsWith(' ') == true ? "+" + RecipientPhone[1..] : RecipientPhone, limit, cursor);
}
