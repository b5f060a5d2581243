using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Messages;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A message to send.</summary>
public sealed record SendMessageRequest
{
    /// <summary>Who writes.</summary>
    [Required]
    [RegularExpression(CallerId.Pattern)]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? SenderId { get; init; }

    /// <summary>Who is to read it; another user.</summary>
    [Required]
    [RegularExpression(CallerId.Pattern)]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? RecipientId { get; init; }

    /// <summary>1 to 4000 characters, not all of them white space.</summary>
    [Required]
    [Length(1, MessageBody.MaxLength)]
    public string? Body { get; init; }
}

/// <summary>A message's new text.</summary>
public sealed record EditMessageRequest
{
    /// <inheritdoc cref="SendMessageRequest.Body" />
    [Required]
    [Length(1, MessageBody.MaxLength)]
    public string? Body { get; init; }
}

/// <summary>How far a user has read.</summary>
public sealed record MarkReadRequest
{
    /// <summary>The last message read; one of the conversation, deleted or not.</summary>
    [Required]
    [DataType("uuid")]
    public string? UpTo { get; init; }
}

/// <summary>How a list of messages is paged.</summary>
public sealed record MessagePagingQuery
{
    [FromQuery(Name = "order")]
    public string? Order { get; init; } = "desc";

    [FromQuery(Name = "include_deleted")]
    public bool IncludeDeleted { get; init; }

    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = Page.DefaultLimit;

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    internal MessagePaging ToPaging(int limit, string? cursor) => new(Order ?? "desc", IncludeDeleted, limit, cursor);
}
