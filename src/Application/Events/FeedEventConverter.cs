using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Application.Events;

/// <summary>Writes an event as it is stored, so that every outlet shows the same bytes.</summary>
internal sealed class FeedEventConverter : JsonConverter<FeedEvent>
{
    public override FeedEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, FeedEvent value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json, skipInputValidation: true);
}
