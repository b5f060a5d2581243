using Concierge.Api.Http;
using Concierge.Application.Messages;

namespace Concierge.Api.Messages;

internal static class MessageEntityTag
{
    /// <summary>The version of the text, and who likes it, in order: s for the sender, r for the recipient.</summary>
    public static string Of(MessageDto message) =>
        EntityTags.Format(message.Version, string.Concat(message.LikedBy.Select(user => user == message.SenderId ? 's' : 'r')));

    /// <summary>A digest of the whole representation: a conversation has no version of its own.</summary>
    public static string Of(ConversationDto conversation) => $"\"{EntityTags.Digest(conversation)}\"";
}
