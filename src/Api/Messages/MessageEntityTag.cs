using Concierge.Api.Http;
using Concierge.Application.Messages;

namespace Concierge.Api.Messages;

internal static class MessageEntityTag
{
    /// <summary>Gets the tag of a message: its version, and its likes in order, s for the sender and r for the recipient.</summary>
    public static string Of(MessageDto message) =>
        EntityTags.Format(message.Version, string.Concat(message.LikedBy.Select(user => user == message.SenderId ? 's' : 'r')));
}
