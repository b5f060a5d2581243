using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Conversations;

internal sealed class ConversationRepository(ConciergeDbContext context) : IConversationRepository
{
    /// <summary>
    /// Moves the read position of user $1 in conversation $2 forward to $3. Returns a row if the conversation has that many messages.
    /// </summary>
    private const string MarkRead = """
        WITH place AS (
            SELECT id, CASE user_a_id WHEN $1 THEN user_b_id ELSE user_a_id END AS peer_id,
                   CASE user_a_id WHEN $1 THEN read_position_a ELSE read_position_b END AS read_position
            FROM conversations
            WHERE id = $2 AND last_position >= $3 FOR UPDATE),
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
        SELECT FROM place
        """;

    public async Task<bool> MarkReadAsync(
        ConversationId conversation, UserId reader, long position, CancellationToken cancellationToken) =>
        (await context.QueryAsync(
            MarkRead, [Value(reader.Value), Value(conversation.Value), Value(position)], static _ => true, cancellationToken)).Count > 0;
}
