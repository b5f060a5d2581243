using Concierge.Api.Preconditions;
using Concierge.Application.Messages;

namespace Concierge.Api.Messages;

internal static class MessageEntityTag
{
    /// <summary>Gets the tag of a message: its id and version, and its likes in order, s for the sender and r for the recipient.</summary>
    public static string Of(MessageDto message) => EntityTags.Format(
        new(message.Id, message.Version), string.Concat(message.LikedBy.Select(user => user == message.SenderId ? 's' : 'r')));
}
