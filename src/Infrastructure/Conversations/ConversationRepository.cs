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
             place AS (
                 SELECT id, CASE user_a_id WHEN $1 THEN user_b_id ELSE user_a_id END AS peer_id,
                        CASE user_a_id WHEN $1 THEN read_position_a ELSE read_position_b END AS read_position
                 FROM conversations
                 WHERE id = $2 AND last_position >= $3 AND NOT EXISTS (SELECT FROM actor WHERE status <> 'active') FOR UPDATE),
             moved AS (
                 UPDATE conversations c
                 SET read_position_a = CASE user_a_id WHEN $1 THEN $3 ELSE read_position_a END,
                     read_position_b = CASE user_b_id WHEN $1 THEN $3 ELSE read_position_b END
                 FROM place WHERE c.id = place.id AND place.read_position < $3
                 RETURNING c.id, place.peer_id),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT 'conversation.read', id::text, $1, peer_id, clock_timestamp(),
                        format('{"reader_id":"%s","peer_id":"%s","position":%s}', $1, peer_id, $3)::json
                 FROM moved)
        SELECT (SELECT status FROM actor), EXISTS (SELECT FROM place)
        """;

    public Task<Result<bool>> MarkReadAsync(
        ConversationId conversation, UserId reader, long position, Actor actor, CancellationToken cancellationToken) =>
        context.ChangeAsActorAsync(
            MarkRead, [Value(reader.Value), Value(conversation.Value), Value(position)], actor, cancellationToken);
}
