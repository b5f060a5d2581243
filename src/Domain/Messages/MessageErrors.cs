using Concierge.Domain.Common;

namespace Concierge.Domain.Messages;

public static class MessageErrors
{
    public static readonly Error NotFound =
        new("message_not_found", "There is no message with this id, or it was deleted.", ErrorKind.NotFound);

    public static readonly Error RecipientIsSender =
        new Error("recipient_is_sender", "A message goes to another user, not to its sender.", ErrorKind.Invalid).At("/recipient_id");

    public static readonly Error SenderIsNotTheActor =
        new Error("forbidden", "A user sends only as that user.", ErrorKind.Forbidden).At("/sender_id");

    public static readonly Error NotTheSender =
        new("not_the_sender", "Only the sender may change or delete a message.", ErrorKind.Forbidden);

    public static readonly Error NotAParticipant =
        new("not_a_participant", "Only the sender and the recipient take part in this conversation.", ErrorKind.Forbidden);

    public static readonly Error ConversationNotFound =
        new("conversation_not_found", "These two users have never written to each other.", ErrorKind.NotFound);

    public static readonly Error MarkerNotInConversation =
        new Error("marker_not_in_conversation", "No message with this id belongs to the conversation.", ErrorKind.Invalid).At("/up_to");
}
