using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>Reads an event as the class of its type.</summary>
internal sealed class FeedEventConverter : JsonConverter<IFeedEvent>
{
    public override IFeedEvent? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var body = JsonElement.ParseValue(ref reader);
        var type = FeedEventTypes.ByName.GetValueOrDefault(body.GetProperty("type").GetString() ?? "", typeof(UnknownEvent));
        return (IFeedEvent?)body.Deserialize(type, options);
    }

    public override void Write(Utf8JsonWriter writer, IFeedEvent value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
