using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Concierge.Api.Sms;

/// <summary>An SMS to preview.</summary>
public sealed record PreviewSmsRequest : SmsRequest
{
    /// <summary>Time to send the message: RFC 3339 with an offset from UTC. Does not change the preview.</summary>
    [DataType(DataType.DateTime)]
    [JsonPropertyOrder(1)]
    public string? SendAt { get; init; }
}
