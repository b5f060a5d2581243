using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>The id of an SMS message, made by the service: a UUIDv7, so that the order of ids is the order of time.</summary>
public readonly record struct SmsMessageId(Guid Value) : IComparable<SmsMessageId>
{
    /// <summary>Before every message: where a walk in ascending order starts.</summary>
    public static readonly SmsMessageId First = new(Guid.Empty);

    /// <summary>After every message: where a walk in descending order starts.</summary>
    public static readonly SmsMessageId Last = new(Guid.AllBitsSet);

    /// <summary>When the message was accepted, to the millisecond.</summary>
    public DateTimeOffset Time => TimeOrderedUuidGenerator.TimeOf(Value);

    /// <summary>Whether <paramref name="text"/> can be the id of an SMS message.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Reads text that is known to be valid; anything else is a bug.</summary>
    public static SmsMessageId From(string text) =>
        CanonicalUuid.TryParse(text, out var value) ? new(value) : throw new ArgumentException("Not the id of an SMS message.", nameof(text));

    public int CompareTo(SmsMessageId other) => Value.CompareTo(other.Value);

    public static bool operator <(SmsMessageId left, SmsMessageId right) => left.CompareTo(right) < 0;

    public static bool operator >(SmsMessageId left, SmsMessageId right) => left.CompareTo(right) > 0;

    public static bool operator <=(SmsMessageId left, SmsMessageId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SmsMessageId left, SmsMessageId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString();
}
