using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Concierge.Api.Sms;

/// <summary>An SMS to send.</summary>
public sealed record SendSmsRequest : SmsRequest
{
    /// <summary>Time to send the message: RFC 3339 with an offset from UTC, not in the past. If absent, it is sent at once.</summary>
    [DataType(DataType.DateTime)]
    [JsonPropertyOrder(1)]
    public string? SendAt { get; init; }
}
