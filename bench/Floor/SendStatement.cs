namespace Concierge.Floor;

/// <summary>The statement of the service that sends a message.</summary>
internal static class SendStatement
{
    /// <summary>
    /// Sends text $4 from user $1 to user $2 in conversation $3, and leaves no event. Returns the status of both users, and the position
    /// and the time of the message.
    /// </summary>
    public const string WithoutEvent = $"{Changes}\n{Result}";

    /// <summary>The same, with the event of the message.</summary>
    public const string WithEvent = $$"""
        {{Changes}},
             event AS (
                 INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT 'message.created', format('%s-%s', $3::uuid, position), $1, $2, created_at,
                        format(
                            '{"conversation_id":"%s","sender_id":"%s","recipient_id":"%s","position":%s,"version":1}',
                            $3::uuid, $1, $2, position)::json
                 FROM place)
        {{Result}}
        """;

    private const string Changes = """
        WITH sender AS (SELECT status FROM users WHERE id = $1 FOR SHARE),
             recipient AS (SELECT status FROM users WHERE id = $2 FOR SHARE),
             allowed AS (SELECT 1 FROM sender, recipient WHERE sender.status = 'active' AND recipient.status = 'active'),
             place AS (
                 INSERT INTO conversations AS c
                     (id, user_a_id, user_b_id, last_position, last_activity_at, read_position_a, read_position_b)
                 SELECT $3, least($1, $2), greatest($1, $2), 1, clock_timestamp(), 0, 0 FROM allowed
                 ON CONFLICT (id) DO UPDATE
                 SET last_position = c.last_position + 1, last_activity_at = greatest(c.last_activity_at, clock_timestamp())
                 RETURNING c.last_position AS position, c.last_activity_at AS created_at),
             message AS (
                 INSERT INTO messages (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, version)
                 SELECT $3, position, $1, $2, $4, ARRAY[]::text[], created_at, 1 FROM place)
        """;

    private const string Result = """
        SELECT (SELECT status FROM sender), (SELECT status FROM recipient),
               (SELECT position FROM place), (SELECT created_at FROM place)
        """;
}
