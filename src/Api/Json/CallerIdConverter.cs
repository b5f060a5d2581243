using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Api.Json;

/// <summary>Reads an id that a client chose: a string, or a whole number, which is read as its digits.</summary>
internal sealed class CallerIdConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        if (reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return Encoding.ASCII.GetString(reader.ValueSpan);
        }

        throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
