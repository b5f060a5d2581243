using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Sms;

// The attributes document the schema. The validators of the use cases check the values.

/// <summary>An SMS to send.</summary>
public sealed record SendSmsRequest
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

    /// <summary>Time to send the message: RFC 3339 with an offset from UTC, not in the past. If absent, it is sent at once.</summary>
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

    /// <summary>Time to send the message: RFC 3339 with an offset from UTC. Does not change the preview.</summary>
    [DataType(DataType.DateTime)]
    public string? SendAt { get; init; }
}

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
    internal ListSms ToList(int limit, string? cursor) => new(
        Order ?? "desc", Status, RecipientPhone?.StartsWith(' ') == true ? "+" + RecipientPhone[1..] : RecipientPhone, limit, cursor);
}

/// <summary>Reads any JSON value as a phone number. The validator refuses all bad values with one code.</summary>
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
