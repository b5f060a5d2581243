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

    /// <summary>
    /// Time in seconds after which the message expires once it is due: at least 1, at most that of the operator (14400, four hours, by
    /// default), which also applies if absent.
    /// </summary>
    [Range(1, int.MaxValue)]
    [JsonPropertyOrder(2)]
    public long? TimeToLive { get; init; }

    /// <summary>
    /// Data of the client: at most 50 pairs; keys of 1 to 64 characters, values of at most 1000. Empty if absent. It is not encrypted, and
    /// redaction leaves it.
    /// </summary>
    [JsonPropertyOrder(3)]
    public Dictionary<string, string?>? Metadata { get; init; }
}
