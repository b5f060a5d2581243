using Concierge.Application.Conversations;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Messages;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Conversations;

/// <summary>
/// Reads conversations as one of their users sees them: with the other user (the peer), the newest message and the number of unread
/// messages. LINQ does not translate to the two bounded index scans that each conversation takes.
/// </summary>
internal sealed class ConversationReader(ConciergeDbContext context) : IConversationReader
{
    private const int UnreadLimit = Conversation.UnreadCap + 1;

    /// <summary>Conversation $3 as user $1 sees it. Counts up to $2 unread messages.</summary>
    /// <remarks>
    /// The conditions and the order of the unread messages repeat the columns of the index on conversation, recipient and position. With
    /// three equalities, the planner may prefer an index that reads all messages that the user received, or all of the conversation. No
    /// message is looked at if the user has read the last one.
    /// </remarks>
    private const string One = """
        WITH c AS (
            SELECT id, last_activity_at, last_position,
                   CASE user_a_id WHEN $1 THEN user_b_id ELSE user_a_id END AS peer_id,
                   CASE user_a_id WHEN $1 THEN read_position_a ELSE read_position_b END AS read_position,
                   CASE user_a_id WHEN $1 THEN read_position_b ELSE read_position_a END AS peer_read_position
            FROM conversations
            WHERE id = $3)
        SELECT c.id, c.last_activity_at, c.read_position, c.peer_read_position, peer.id, peer.name, peer.status, unread.count,
               newest.conversation_id, newest.position, newest.sender_id, newest.recipient_id, newest.body, newest.liked_by,
               newest.created_at, newest.edited_at, newest.deleted_at, newest.version
        FROM c
        JOIN users peer ON peer.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages m
            WHERE m.conversation_id = c.id AND m.deleted_at IS NULL
            ORDER BY m.position DESC LIMIT 1) newest ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int FROM (
                SELECT FROM messages m
                WHERE c.last_position > c.read_position AND m.conversation_id = ANY (ARRAY[c.id])
                  AND (m.recipient_id, m.position) > ($1, c.read_position) AND m.recipient_id <= $1
                  AND m.deleted_at IS NULL
                ORDER BY m.conversation_id, m.recipient_id, m.position LIMIT $2) counted) unread
        """;

    /// <summary>
    /// The $5 latest conversations of user $1 before time $3 and id $4, latest first, with the columns of <see cref="One"/>.
    /// </summary>
    /// <remarks>PostgreSQL merges the two index scans of <c>c</c> without a sort.</remarks>
    private const string Latest = """
        WITH c AS (
            (SELECT id, last_activity_at, last_position, user_b_id AS peer_id, read_position_a AS read_position,
                    read_position_b AS peer_read_position
             FROM conversations
             WHERE user_a_id = $1 AND (last_activity_at, id) < ($3, $4)
             ORDER BY last_activity_at DESC, id DESC LIMIT $5)
            UNION ALL
            (SELECT id, last_activity_at, last_position, user_a_id, read_position_b, read_position_a
             FROM conversations
             WHERE user_b_id = $1 AND (last_activity_at, id) < ($3, $4)
             ORDER BY last_activity_at DESC, id DESC LIMIT $5)
            ORDER BY last_activity_at DESC, id DESC LIMIT $5)
        SELECT c.id, c.last_activity_at, c.read_position, c.peer_read_position, peer.id, peer.name, peer.status, unread.count,
               newest.conversation_id, newest.position, newest.sender_id, newest.recipient_id, newest.body, newest.liked_by,
               newest.created_at, newest.edited_at, newest.deleted_at, newest.version
        FROM c
        JOIN users peer ON peer.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages m
            WHERE m.conversation_id = c.id AND m.deleted_at IS NULL
            ORDER BY m.position DESC LIMIT 1) newest ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int FROM (
                SELECT FROM messages m
                WHERE c.last_position > c.read_position AND m.conversation_id = ANY (ARRAY[c.id])
                  AND (m.recipient_id, m.position) > ($1, c.read_position) AND m.recipient_id <= $1
                  AND m.deleted_at IS NULL
                ORDER BY m.conversation_id, m.recipient_id, m.position LIMIT $2) counted) unread
        ORDER BY c.last_activity_at DESC, c.id DESC
        """;

    /// <summary>
    /// Unread messages of user $1 in the $3 latest conversations that have any, of which each counts at most $2. A conversation without a
    /// message after the read position is skipped without a look at its messages.
    /// </summary>
    private const string UnreadTotals = """
        SELECT unread.count
        FROM (
            (SELECT id, last_activity_at, read_position_a AS read_position
             FROM conversations
             WHERE user_a_id = $1 AND last_position > read_position_a
             ORDER BY last_activity_at DESC, id DESC)
            UNION ALL
            (SELECT id, last_activity_at, read_position_b
             FROM conversations
             WHERE user_b_id = $1 AND last_position > read_position_b
             ORDER BY last_activity_at DESC, id DESC)
            ORDER BY last_activity_at DESC, id DESC) c
        CROSS JOIN LATERAL (
            SELECT count(*)::int FROM (
                SELECT FROM messages m
                WHERE m.conversation_id = ANY (ARRAY[c.id])
                  AND (m.recipient_id, m.position) > ($1, c.read_position) AND m.recipient_id <= $1
                  AND m.deleted_at IS NULL
                ORDER BY m.conversation_id, m.recipient_id, m.position LIMIT $2) counted) unread
        WHERE unread.count > 0
        LIMIT $3
        """;

    public async Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken)
    {
        var conversation = ConversationId.Between(user, peer);
        var rows = await context.QueryAsync(
            One, [Value(user.Value), Value(UnreadLimit), Value(conversation.Value)], Read, cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<Active<ConversationDto>>> ListAsync(
        UserId user, ActivitySlice slice, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            Latest,
            [Value(user.Value), Value(UnreadLimit), Value(slice.Before), Value(slice.BeforeId.Value), Value(slice.Limit.Rows)],
            Read,
            slice.Limit,
            cancellationToken);
        return rows.ConvertAll(row => new Active<ConversationDto>(row, row.LastActivityAt, new(row.Id)));
    }

    public async Task<UnreadTotalsDto> CountUnreadAsync(UserId user, CancellationToken cancellationToken)
    {
        var counts = await context.QueryAsync(
            UnreadTotals,
            [Value(user.Value), Value(UnreadLimit), Value(UnreadTotalsDto.MaxConversations + 1)],
            static row => row.GetInt32(0),
            cancellationToken);
        var counted = counts.Take(UnreadTotalsDto.MaxConversations).ToList();
        return new()
        {
            Messages = counted.Sum(unread => Math.Min(unread, Conversation.UnreadCap)),
            Conversations = counted.Count,
            Capped = counts.Count > counted.Count || counted.Exists(unread => unread > Conversation.UnreadCap),
        };
    }

    private static ConversationDto Read(NpgsqlDataReader row)
    {
        var id = new ConversationId(row.GetGuid(0));
        var unread = row.GetInt32(7);
        return new()
        {
            Id = id.Value,
            LastActivityAt = row.GetFieldValue<DateTimeOffset>(1),
            LastReadMessageId = MarkerAt(id, row.GetInt64(2)),
            PeerLastReadMessageId = MarkerAt(id, row.GetInt64(3)),
            Peer = new(row.GetString(4), row.GetString(5), Enum.Parse<UserStatus>(row.GetString(6), ignoreCase: true)),
            UnreadCount = Math.Min(unread, Conversation.UnreadCap),
            UnreadCapped = unread > Conversation.UnreadCap,
            LastMessage = row.IsDBNull(8) ? null : MessageReader.Read(row, 8),
        };
    }

    private static string? MarkerAt(ConversationId conversation, long position) =>
        position == 0 ? null : new MessageId(conversation, position).ToString();
}
