using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Api.Sms;

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
