namespace Concierge.Api.Tests.Plans;

/// <summary>Conversations and messages of the plan tests. Their users are those of <see cref="UserData"/>.</summary>
internal static class MessageData
{
    /// <summary>
    /// Conversation 1 (u001, u002) has 20,000 messages, conversation 2 (u003, u004) has 200. There are 300 conversations of u000, about
    /// 2,650 more, and, older than these, 100,000 with one message each, of users with adjacent numbers of six digits. Messages of
    /// different conversations alternate, as they do in production. In conversations 1 and 2, three of four messages are to the second
    /// user, and none is deleted. In the others, every twentieth message is deleted.
    /// </summary>
    public const string Sql = """
        CREATE TEMP TABLE pair AS
        SELECT row_number() OVER (ORDER BY rank, a, b) AS k,
               'u' || lpad(a::text, 3, '0') AS a, 'u' || lpad(b::text, 3, '0') AS b, NULL::uuid AS id
        FROM (SELECT 1 AS rank, 1 AS a, 2 AS b
              UNION ALL SELECT 2, 3, 4
              UNION ALL SELECT 3, 0, i FROM generate_series(1, 300) i
              UNION ALL SELECT 3, i, i + d FROM generate_series(1, 300) i, generate_series(1, 9) d
                        WHERE i + d <= 300 AND (i, i + d) NOT IN ((1, 2), (3, 4))) pairs;
        INSERT INTO pair SELECT 100000 + i, 'u' || lpad((i - 1)::text, 6, '0'), 'u' || lpad(i::text, 6, '0')
        FROM generate_series(1, 100000) i;
        UPDATE pair SET id = encode(set_byte(set_byte(h, 6, get_byte(h, 6) & 15 | 128), 8, get_byte(h, 8) & 63 | 128), 'hex')::uuid
        FROM (SELECT k AS n, substr(sha256(convert_to('concierge/conversation/' || a || '/' || b, 'UTF8')), 1, 16) AS h FROM pair) hashed
        WHERE n = k;

        CREATE TEMP TABLE message AS
        SELECT n, k, row_number() OVER (PARTITION BY k ORDER BY n) AS position
        FROM (SELECT n, CASE WHEN n <= 0 THEN n + 200000
                    WHEN n % 3 = 0 THEN 1
                    WHEN n % 300 = 1 THEN 2
                    ELSE 3 + (n * 7919) % (SELECT count(*) - 2 FROM pair WHERE k < 100000) END AS k
              FROM generate_series(-99999::bigint, 60000) n) numbered;

        INSERT INTO conversations (id, user_a_id, user_b_id, last_position, last_activity_at, read_position_a, read_position_b)
        SELECT pair.id, a, b, last.position, to_timestamp(1760000000 + last.n), 0, 0
        FROM pair JOIN (SELECT k, max(position) AS position, max(n) AS n FROM message GROUP BY k) last USING (k);

        INSERT INTO messages (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, deleted_at, version)
        SELECT c, position, CASE WHEN from_a THEN a ELSE b END, CASE WHEN from_a THEN b ELSE a END,
               CASE WHEN NOT deleted THEN 'Message ' || n || repeat(' and so on', 5) END, '{}', at, CASE WHEN deleted THEN at END, 1
        FROM (SELECT pair.id AS c, message.position, a, b, n, to_timestamp(1760000000 + n) AS at,
                     CASE k WHEN 1 THEN n / 3 % 4 <> 0 WHEN 2 THEN n / 300 % 4 <> 0 ELSE n / 7 % 2 = 0 END AS from_a,
                     k > 2 AND n % 20 = 0 AS deleted
              FROM message JOIN pair USING (k)) m ORDER BY n;
        """;
}
