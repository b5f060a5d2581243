using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

/// <summary>
/// Reads conversations by hand-written SQL: for each one, the newest undeleted message and the unread count come from two bounded index scans,
/// which no LINQ query here is translated to.
/// </summary>
internal sealed class ConversationReader(ConciergeDbContext context) : IConversationReader
{
    private const int UnreadLimit = Conversation.UnreadCap + 1;

    private static readonly string One = SeenBy("""
        SELECT id, last_message_id, last_activity_at,
               CASE user_a_id WHEN $1 THEN user_b_id ELSE user_a_id END AS peer_id,
               CASE user_a_id WHEN $1 THEN read_by_a ELSE read_by_b END AS read_by
        FROM conversations WHERE id = $3
        """);

    /// <summary>The two halves are index scans in the wanted order, which PostgreSQL merges without sorting.</summary>
    private static readonly string Latest = SeenBy("""
        (SELECT id, last_message_id, last_activity_at, user_b_id AS peer_id, read_by_a AS read_by
         FROM conversations WHERE user_a_id = $1 AND last_message_id < $3 ORDER BY last_message_id DESC LIMIT $4)
        UNION ALL
        (SELECT id, last_message_id, last_activity_at, user_a_id, read_by_b
         FROM conversations WHERE user_b_id = $1 AND last_message_id < $3 ORDER BY last_message_id DESC LIMIT $4)
        ORDER BY last_message_id DESC LIMIT $4
        """) + " ORDER BY c.last_message_id DESC";

    public async Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken) =>
        (await FindAsync(user, peer, cancellationToken))?.ToDto();

    public async Task<IReadOnlyList<Positioned<ConversationDto>>> ListAsync(
        UserId user, MessageId before, int count, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            Latest,
            [Value(user.Value), Value(UnreadLimit), Value(before.Value), Value(count)],
            Row.Read,
            cancellationToken);
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
            One,
            [Value(user.Value), Value(UnreadLimit), Value(conversation.Value)],
            Row.Read,
            cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>
    /// Conversations of the user $1 with peer, newest undeleted message, and unread messages counted up to $2. What is unread is asked for in the words of the
    /// one index that gives it in this order: of three equalities, PostgreSQL may think that what a user received, or what a conversation has, is as good.
    /// </summary>
    private static string SeenBy(string conversations) => $"""
        SELECT c.id, c.last_message_id, c.last_activity_at, c.read_by, p.id, p.name, unread.counted, m.*
        FROM ({conversations}) c
        JOIN users p ON p.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT {MessageReader.Columns} FROM messages WHERE conversation_id = c.id AND deleted_at IS NULL ORDER BY messages.id DESC LIMIT 1) m ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS counted FROM (
                SELECT FROM messages
                WHERE conversation_id = ANY (ARRAY[c.id]) AND (recipient_id, messages.id) > ($1, coalesce(c.read_by, '{Guid.Empty}'))
                  AND recipient_id <= $1 AND deleted_at IS NULL
                ORDER BY conversation_id, recipient_id, messages.id LIMIT $2) counted) unread
        """;

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
