using Concierge.Application.Paging;
using Concierge.Domain.Messages;

namespace Concierge.Application.Messages;

/// <summary>
/// Place of a message in a list. Lists over several conversations are ordered by time and then by id; within one conversation, the order
/// of the positions is also the order of time.
/// </summary>
public readonly record struct MessagePosition(DateTimeOffset At, MessageId Id)
{
    /// <summary>Sorts before every message: the start of an ascending list.</summary>
    public static readonly MessagePosition First = new(DateTimeOffset.MinValue, new(new(Guid.Empty), 0));

    /// <summary>Sorts after every message: the start of a descending list.</summary>
    public static readonly MessagePosition Last = new(DateTimeOffset.MaxValue, new(new(Guid.AllBitsSet), long.MaxValue));

    internal static bool IsValid(string text) => TimePosition.IsValid(text, MessageId.IsValid);

    internal static MessagePosition From(string text)
    {
        var (at, id) = TimePosition.From(text);
        return new(at, MessageId.From(id));
    }

    internal static string Of(MessageDto message) => new TimePosition(message.CreatedAt, message.Id).ToString();
}
