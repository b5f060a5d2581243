using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Api.Json;

/// <summary>
/// Writes times as RFC 3339 in UTC with milliseconds: <c>2026-11-21T09:30:00.000Z</c>.
/// Requests contain times as text, which the validators parse.
/// </summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
