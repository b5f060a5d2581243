using System.Buffers.Binary;
using System.Text;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>A message in the wire format of Protocol Buffers, as far as OTLP is read here (protobuf.dev, Encoding).</summary>
internal sealed class Protobuf
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> fields = [];

    public Protobuf(ReadOnlyMemory<byte> bytes)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var tag = Varint(ref rest);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((number, Varint(ref rest), default));
                    break;
                case 1:
                    fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(rest.Span), default));
                    rest = rest[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref rest);
                    fields.Add((number, 0, rest[..length]));
                    rest = rest[length..];
                    break;
                case 5:
                    fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), default));
                    rest = rest[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7}.");
            }
        }
    }

    public IEnumerable<Protobuf> Messages(params int[] path) => path is [var number, .. var rest]
        ? fields.Where(field => field.Number == number).SelectMany(field => new Protobuf(field.Bytes).Messages(rest))
        : [this];

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number));

    /// <summary>The bits of a number; null where there is none.</summary>
    public ulong? Bits(int number) => fields.Where(field => field.Number == number).Select(field => (ulong?)field.Value).LastOrDefault();

    private ReadOnlySpan<byte> Bytes(int number) => fields.LastOrDefault(field => field.Number == number).Bytes.Span;

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
