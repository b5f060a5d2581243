using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Api.Json;

/// <summary>
/// Reads numbers exactly and refuses those that a decimal cannot hold; the serializer would round them. Writes them without trailing zeros,
/// so that equal amounts have equal text.
/// </summary>
internal sealed class DecimalConverter : JsonConverter<decimal>
{
    /// <summary>Maximum number of digits, and of decimals, that every decimal can hold.</summary>
    private const int MaxDigits = 28;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException();
        }

        var number = reader.ValueSpan;
        var e = number.IndexOfAny((byte)'e', (byte)'E');
        var digits = e < 0 ? number : number[..e];
        var exponent = 0;
        return digits.Length <= MaxDigits
            && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var mantissa)
            && (e < 0 || int.TryParse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            && mantissa.Scale - (long)exponent <= MaxDigits
            && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString("0.############################", CultureInfo.InvariantCulture));
}
