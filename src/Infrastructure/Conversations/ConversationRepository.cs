using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Users;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Conversations;

internal sealed class ConversationRepository(ConciergeDbContext context) : IConversationRepository
{
    /// <summary>
    /// Moves the read position of user $1 in conversation $2 forward to $3, if the conversation has that many messages, and the acting user
    /// $4, if any, is active. Returns the status of the acting user, and whether the conversation has the message.
    /// </summary>
    private const string MarkRead = """
        WITH actor AS (SELECT status FROM users WHERE id = $4 FOR SHARE),
             marked AS (
                 UPDATE conversations
                 SET read_position_a = CASE user_a_id WHEN $1 THEN greatest(read_position_a, $3) ELSE read_position_a END,
                     read_position_b = CASE user_b_id WHEN $1 THEN greatest(read_position_b, $3) ELSE read_position_b END
                 WHERE id = $2 AND last_position >= $3 AND NOT EXISTS (SELECT FROM actor WHERE status <> 'active')
                 RETURNING 1)
        SELECT (SELECT status FROM actor), EXISTS (SELECT FROM marked)
        """;

    public Task<Result<bool>> MarkReadAsync(
        ConversationId conversation, UserId reader, long position, Actor actor, CancellationToken cancellationToken) =>
        context.ChangeAsActorAsync(
            MarkRead, [Value(reader.Value), Value(conversation.Value), Value(position)], actor, cancellationToken);
}
