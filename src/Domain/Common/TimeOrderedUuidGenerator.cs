using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Concierge.Domain.Common;

/// <summary>
/// Generates UUIDv7 (RFC 9562 §5.7). The 12 <c>rand_a</c> bits hold the fraction of the millisecond (§6.2, method 3), so ids sort in the
/// order of generation. Register one instance per process. Thread-safe.
/// </summary>
public sealed class TimeOrderedUuidGenerator
{
    private const int FractionBits = 12;

    /// <summary>The last timestamp used: Unix milliseconds, followed by 12 bits of fraction.</summary>
    private long last;

    /// <summary>
    /// Generates the next id. If the clock stands still or steps back, the timestamp is incremented instead, so ids always increase.
    /// </summary>
    public Guid Next(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);

        var stamp = NextStamp(now);
        BinaryPrimitives.WriteInt64BigEndian(bytes, stamp >> FractionBits << 16 | 0x7000L | (stamp & 0xFFF));
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Extracts the creation time of an id, in milliseconds.</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
    }

    /// <summary>Gets the least id of a millisecond, or the least of all ids for a time before 1970.</summary>
    public static Guid StartOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private long NextStamp(DateTimeOffset now)
    {
        var (milliseconds, ticks) = Math.DivRem(now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMillisecond);
        var stamp = milliseconds << FractionBits | (ticks << FractionBits) / TimeSpan.TicksPerMillisecond;
        while (true)
        {
            var seen = Volatile.Read(ref last);
            var next = Math.Max(stamp, seen + 1);
            if (Interlocked.CompareExchange(ref last, next, seen) == seen)
            {
                return next;
            }
        }
    }
}
