using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Domain.Sms;

namespace Concierge.Api.Sms;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Members of every request about an SMS.</summary>
public abstract record SmsRequest
{
    /// <summary>Phone number of the recipient: exactly 10 digits, or + and 8 to 15 digits (E.164).</summary>
    [Required]
    [RegularExpression("^([0-9]{10}|\\+[1-9][0-9]{7,14})$")]
    [JsonConverter(typeof(PhoneConverter))]
    public string? RecipientPhone { get; init; }

    /// <summary>Text: 1 to 1600 characters, not only white space.</summary>
    [Required]
    [Length(1, SmsText.MaxLength)]
    public string? MessageBody { get; init; }
}
