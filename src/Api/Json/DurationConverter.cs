using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Concierge.Api.Json;

/// <summary>Writes durations in ISO 8601: <c>PT3H</c>. No request contains a duration.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(XmlConvert.ToString(value));
}
