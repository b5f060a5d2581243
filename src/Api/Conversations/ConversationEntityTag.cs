using Concierge.Api.Preconditions;
using Concierge.Application.Conversations;

namespace Concierge.Api.Conversations;

internal static class ConversationEntityTag
{
    /// <summary>Gets the tag of a conversation: a digest of its representation, because it has no version.</summary>
    public static string Of(ConversationDto conversation) => $"\"{EntityTags.Digest(conversation)}\"";
}
