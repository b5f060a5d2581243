using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concierge.Application.Paging;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Sms;

// The attributes document the schema. The validators of the use cases check the values.

/// <summary>An SMS to send.</summary>
public sealed record SendSmsRequest
{
    /// <summary>Exactly 10 digits, or + and 8 to 15 digits (E.164).</summary>
    [Required]
    [RegularExpression("^([0-9]{10}|\\+[1-9][0-9]{7,14})$")]
    [JsonConverter(typeof(PhoneConverter))]
    public string? RecipientPhone { get; init; }

    /// <summary>1 to 1600 characters, not only white space.</summary>
    [Required]
    [Length(1, SmsText.MaxLength)]
    public string? MessageBody { get; init; }

    /// <summary>Time to send, in RFC 3339 format with an offset from UTC, not in the past. If absent, the message is sent at once.</summary>
    [DataType(DataType.DateTime)]
    public string? SendAt { get; init; }
}

/// <summary>An SMS to preview.</summary>
public sealed record PreviewSmsRequest
{
    /// <inheritdoc cref="SendSmsRequest.RecipientPhone" />
    [Required]
    [RegularExpression("^([0-9]{10}|\\+[1-9][0-9]{7,14})$")]
    [JsonConverter(typeof(PhoneConverter))]
    public string? RecipientPhone { get; init; }

    /// <inheritdoc cref="SendSmsRequest.MessageBody" />
    [Required]
    [Length(1, SmsText.MaxLength)]
    public string? MessageBody { get; init; }

    /// <summary>Validated as for sending. Has no effect on the preview.</summary>
    [DataType(DataType.DateTime)]
    public string? SendAt { get; init; }
}

/// <summary>Filters of the list of SMS messages.</summary>
public sealed record SmsListQuery
{
    [FromQuery(Name = "order")]
    public string? Order { get; init; } = "desc";

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "recipient_phone")]
    public string? RecipientPhone { get; init; }

    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = Page.DefaultLimit;

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Creates the query. A plus sign that was not encoded as %2B arrives as a space, and no number begins with a space.</summary>
    internal ListSms ToList(int limit, string? cursor) => new(
        Order ?? "desc", Status, RecipientPhone?.StartsWith(' ') == true ? "+" + RecipientPhone[1..] : RecipientPhone, limit, cursor);
}

/// <summary>Reads a phone number. Anything but a string becomes an empty string, so the validator reports one code for every invalid phone.</summary>
internal sealed class PhoneConverter : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        reader.Skip();
        return "";
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
