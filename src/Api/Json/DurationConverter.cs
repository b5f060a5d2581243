using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Concierge.Api.Json;

/// <summary>Writes durations as ISO 8601 does: <c>PT3H</c>. No request holds one, so that none is read.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(XmlConvert.ToString(value));
}
