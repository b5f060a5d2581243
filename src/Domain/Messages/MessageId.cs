using Concierge.Domain.Common;

namespace Concierge.Domain.Messages;

/// <summary>The id of a message, made by the service: a UUIDv7, so that the order of ids is the order of time.</summary>
public readonly record struct MessageId(Guid Value) : IComparable<MessageId>
{
    /// <summary>Before every message: where a walk in ascending order starts.</summary>
    public static readonly MessageId First = new(Guid.Empty);

    /// <summary>After every message: where a walk in descending order starts.</summary>
    public static readonly MessageId Last = new(Guid.AllBitsSet);

    /// <summary>When the message was made, to the millisecond.</summary>
    public DateTimeOffset Time => TimeOrderedUuidGenerator.TimeOf(Value);

    /// <summary>Reads the usual form of a UUID; see <see cref="CanonicalUuid"/>.</summary>
    public static bool TryParse(string? text, out MessageId id)
    {
        var parsed = CanonicalUuid.TryParse(text, out var value);
        id = new(value);
        return parsed;
    }

    /// <summary>Whether <paramref name="text"/> can be a message id.</summary>
    public static bool IsValid(string? text) => TryParse(text, out _);

    /// <summary>Reads text that is known to be valid; anything else is a bug.</summary>
    public static MessageId From(string text) =>
        TryParse(text, out var id) ? id : throw new ArgumentException("Not a message id.", nameof(text));

    public int CompareTo(MessageId other) => Value.CompareTo(other.Value);

    public static bool operator <(MessageId left, MessageId right) => left.CompareTo(right) < 0;

    public static bool operator >(MessageId left, MessageId right) => left.CompareTo(right) > 0;

    public static bool operator <=(MessageId left, MessageId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MessageId left, MessageId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString();
}
