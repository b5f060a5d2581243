using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>Text with known values. A later version of the server may send others.</summary>
internal interface IText<TSelf>
    where TSelf : struct, IText<TSelf>
{
    string Value { get; }

    static abstract TSelf From(string value);
}

/// <summary>Reads known and unknown values.</summary>
internal sealed class TextConverter<T> : JsonConverter<T>
    where T : struct, IText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.From(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
