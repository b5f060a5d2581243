namespace Concierge.Application.Conversations;

/// <summary>Unread messages of a user in all conversations.</summary>
public sealed record UnreadTotalsDto
{
    /// <summary>Maximum of <see cref="Conversations"/>, which bounds the cost of counting.</summary>
    public const int MaxConversations = 100;

    /// <summary>Number of unread messages. Each conversation counts at most 100, as its own <c>unread_count</c> does.</summary>
    public required int Messages { get; init; }

    /// <summary>Number of conversations with unread messages; at most 100.</summary>
    public required int Conversations { get; init; }

    /// <summary>Whether there are more unread messages or conversations than counted.</summary>
    public required bool Capped { get; init; }
}
