using Concierge.Domain.Common;

namespace Concierge.Domain.Conversations;

public static class ConversationErrors
{
    public static readonly Error NotFound =
        new("conversation_not_found", "These two users have not exchanged any messages.", ErrorKind.NotFound);

    public static readonly Error MarkerNotInConversation =
        new Error("marker_not_in_conversation", "The conversation has no message with this id.", ErrorKind.Invalid).At("/up_to");
}
