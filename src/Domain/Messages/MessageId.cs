using System.Globalization;
using Concierge.Domain.Conversations;

namespace Concierge.Domain.Messages;

/// <summary>
/// Identifies a message by its place: its conversation, and its position there. The database gives the position while it holds the lock on
/// the conversation, so the order of positions is the order of commits. As text: <c>&lt;conversation id&gt;-&lt;position&gt;</c>.
/// </summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Position">Position in the conversation: 1, 2, 3 and so on, without gaps.</param>
public readonly record struct MessageId(ConversationId Conversation, long Position)
{
    private const int ConversationLength = 36;

    /// <summary>Returns whether <paramref name="text"/> is a valid id: lower-case hexadecimal digits, and no leading zeros.</summary>
    public static bool IsValid(string? text) => TryParse(text, out _);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static MessageId From(string? text) =>
        TryParse(text, out var id) ? id : throw new ArgumentException("The id of a message is not valid.", nameof(text));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Conversation.Value:D}-{Position}");

    private static bool TryParse(string? text, out MessageId id)
    {
        id = default;
        if (text is not { Length: > ConversationLength + 1 }
            || !Guid.TryParseExact(text[..ConversationLength], "D", out var conversation)
            || !long.TryParse(text.AsSpan(ConversationLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || position < 1)
        {
            return false;
        }

        id = new(new(conversation), position);
        return id.ToString() == text;
    }
}
