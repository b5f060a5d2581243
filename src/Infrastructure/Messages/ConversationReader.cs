using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

/// <summary>
/// Reads conversations as one of their users sees them: with the other user (the peer), the newest message and the number of unread
/// messages. LINQ does not translate to the two bounded index scans that each conversation takes.
/// </summary>
internal sealed class ConversationReader(ConciergeDbContext context) : IConversationReader
{
    private const int UnreadLimit = Conversation.UnreadCap + 1;

    /// <summary>Conversation $3 as user $1 sees it. Counts up to $2 unread messages.</summary>
    /// <remarks>
    /// The conditions and the order of the unread messages repeat the columns of the index on conversation, recipient and id. With three
    /// equalities, the planner may prefer an index that reads all messages that the user received, or all of the conversation.
    /// </remarks>
    private const string One = """
        WITH c AS (
            SELECT id, last_message_id, last_activity_at,
                   CASE user_a_id WHEN $1 THEN user_b_id ELSE user_a_id END AS peer_id,
                   CASE user_a_id WHEN $1 THEN read_by_a ELSE read_by_b END AS read_by
            FROM conversations
            WHERE id = $3)
        SELECT c.id, c.last_message_id, c.last_activity_at, c.read_by, peer.id, peer.name, unread.count,
               newest.id, newest.conversation_id, newest.sender_id, newest.recipient_id, newest.body, newest.liked_by,
               newest.created_at, newest.edited_at, newest.deleted_at, newest.version
        FROM c
        JOIN users peer ON peer.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages m
            WHERE m.conversation_id = c.id AND m.deleted_at IS NULL
            ORDER BY m.id DESC LIMIT 1) newest ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int FROM (
                SELECT FROM messages m
                WHERE m.conversation_id = ANY (ARRAY[c.id])
                  AND (m.recipient_id, m.id) > ($1, coalesce(c.read_by, '00000000-0000-0000-0000-000000000000')) AND m.recipient_id <= $1
                  AND m.deleted_at IS NULL
                ORDER BY m.conversation_id, m.recipient_id, m.id LIMIT $2) counted) unread
        """;

    /// <summary>The $4 latest conversations of user $1 before message $3, latest first, with the columns of <see cref="One"/>.</summary>
    /// <remarks>PostgreSQL merges the two index scans of <c>c</c> without a sort.</remarks>
    private const string Latest = """
        WITH c AS (
            (SELECT id, last_message_id, last_activity_at, user_b_id AS peer_id, read_by_a AS read_by
             FROM conversations
             WHERE user_a_id = $1 AND last_message_id < $3
             ORDER BY last_message_id DESC LIMIT $4)
            UNION ALL
            (SELECT id, last_message_id, last_activity_at, user_a_id, read_by_b
             FROM conversations
             WHERE user_b_id = $1 AND last_message_id < $3
             ORDER BY last_message_id DESC LIMIT $4)
            ORDER BY last_message_id DESC LIMIT $4)
        SELECT c.id, c.last_message_id, c.last_activity_at, c.read_by, peer.id, peer.name, unread.count,
               newest.id, newest.conversation_id, newest.sender_id, newest.recipient_id, newest.body, newest.liked_by,
               newest.created_at, newest.edited_at, newest.deleted_at, newest.version
        FROM c
        JOIN users peer ON peer.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages m
            WHERE m.conversation_id = c.id AND m.deleted_at IS NULL
            ORDER BY m.id DESC LIMIT 1) newest ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int FROM (
                SELECT FROM messages m
                WHERE m.conversation_id = ANY (ARRAY[c.id])
                  AND (m.recipient_id, m.id) > ($1, coalesce(c.read_by, '00000000-0000-0000-0000-000000000000')) AND m.recipient_id <= $1
                  AND m.deleted_at IS NULL
                ORDER BY m.conversation_id, m.recipient_id, m.id LIMIT $2) counted) unread
        ORDER BY c.last_message_id DESC
        """;

    public async Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken) =>
        (await FindAsync(user, peer, cancellationToken))?.ToDto();

    public async Task<IReadOnlyList<Positioned<ConversationDto>>> ListAsync(
        UserId user, MessageId before, int count, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            Latest, [Value(user.Value), Value(UnreadLimit), Value(before.Value), Value(count)], Row.Read, cancellationToken);
        return rows.ConvertAll(row => new Positioned<ConversationDto>(row.ToDto(), new MessageId(row.Position)));
    }

    public async Task<ReadMarkerDto?> GetReadMarkerAsync(UserId user, UserId peer, CancellationToken cancellationToken) =>
        await FindAsync(user, peer, cancellationToken) is { ReadBy: { } readBy } row
            ? new() { LastReadMessageId = readBy, UnreadCount = row.UnreadCount, UnreadCapped = row.UnreadCapped }
            : null;

    private async Task<Row?> FindAsync(UserId user, UserId peer, CancellationToken cancellationToken)
    {
        var conversation = ConversationId.Between(user, peer);
        var rows = await context.QueryAsync(
            One, [Value(user.Value), Value(UnreadLimit), Value(conversation.Value)], Row.Read, cancellationToken);
        return rows.SingleOrDefault();
    }

    private sealed record Row(
        Guid Id, Guid Position, DateTimeOffset LastActivityAt, Guid? ReadBy, PeerDto Peer, int Unread, MessageDto? LastMessage)
    {
        public int UnreadCount => Math.Min(Unread, Conversation.UnreadCap);

        public bool UnreadCapped => Unread > Conversation.UnreadCap;

        public static Row Read(NpgsqlDataReader row) => new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetFieldValue<DateTimeOffset>(2),
            row.Read<Guid?>(3),
            new(row.GetString(4), row.GetString(5)),
            row.GetInt32(6),
            row.IsDBNull(7) ? null : MessageReader.Read(row, 7));

        public ConversationDto ToDto() => new()
        {
            Id = Id,
            Peer = Peer,
            LastMessage = LastMessage,
            LastActivityAt = LastActivityAt,
            UnreadCount = UnreadCount,
            UnreadCapped = UnreadCapped,
        };
    }
}
