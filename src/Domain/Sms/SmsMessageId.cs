using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>Identifies an SMS message. A generated UUIDv7, so ids sort by creation time.</summary>
public readonly record struct SmsMessageId(Guid Value) : ISortableId<SmsMessageId>
{
    /// <summary>Sorts before every message: the start of an ascending list.</summary>
    public static readonly SmsMessageId First = new(Guid.Empty);

    /// <summary>Sorts after every message: the start of a descending list.</summary>
    public static readonly SmsMessageId Last = new(Guid.AllBitsSet);

    /// <summary>Creation time of the message, in milliseconds.</summary>
    public DateTimeOffset Time => TimeOrderedUuidGenerator.TimeOf(Value);

    /// <summary>Gets the least id of a message that was accepted at <paramref name="time"/> or later.</summary>
    public static SmsMessageId At(DateTimeOffset time) => new(TimeOrderedUuidGenerator.StartOf(time));

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static SmsMessageId From(string text) => new(CanonicalUuid.Parse(text));

    public int CompareTo(SmsMessageId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
