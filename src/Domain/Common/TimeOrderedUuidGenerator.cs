using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Concierge.Domain.Common;

/// <summary>
/// Makes UUIDs of version 7 (RFC 9562 §5.7) whose 12 <c>rand_a</c> bits carry the fraction of the millisecond (§6.2, method 3),
/// so that the order of ids is the order in which this generator made them: a process has one. Safe for use by many threads.
/// </summary>
public sealed class TimeOrderedUuidGenerator
{
    private const int FractionBits = 12;

    /// <summary>The last time stamp given out: Unix milliseconds, then 12 bits of fraction.</summary>
    private long last;

    /// <summary>Makes the next id. A clock that stands still or steps back does not make ids do so: the last time stamp is counted on.</summary>
    public Guid Next(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);

        var stamp = NextStamp(now);
        BinaryPrimitives.WriteInt64BigEndian(bytes, stamp >> FractionBits << 16 | 0x7000L | (stamp & 0xFFF));
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The time in an id, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
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
