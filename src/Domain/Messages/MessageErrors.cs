using Concierge.Domain.Common;

namespace Concierge.Domain.Messages;

public static class MessageErrors
{
    public static readonly Error NotFound =
        new("message_not_found", "There is no message with this id, or it was deleted.", ErrorKind.NotFound);

    public static readonly Error RecipientIsSender =
        new Error("recipient_is_sender", "The recipient must not be the sender.", ErrorKind.Invalid).At("/recipient_id");

    public static readonly Error SenderIsNotTheActor =
        new Error("forbidden", "A user may send messages only as themselves.", ErrorKind.Forbidden).At("/sender_id");

    public static readonly Error NotTheSender =
        new("not_the_sender", "Only the sender may edit or delete a message.", ErrorKind.Forbidden);

    public static readonly Error NotAParticipant =
        new("not_a_participant", "Only the two participants of the conversation may do this.", ErrorKind.Forbidden);
}
