namespace Concierge.Domain.Conversations;

/// <summary>Types of the events of conversations.</summary>
public static class ConversationEvents
{
    /// <summary>A participant moved their read position forward.</summary>
    public const string Read = "conversation.read";
}
