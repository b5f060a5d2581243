using Concierge.Application.Common;
using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Messages;

/// <summary>
/// Reads conversations by hand-written SQL: for each one, the newest undeleted message and the unread count come from two bounded index scans,
/// which no LINQ query here is translated to.
/// </summary>
internal sealed class ConversationReader(ConciergeDbContext context) : IConversationReader
{
    private static readonly string One = SeenBy("""
        SELECT id, last_message_id, last_activity_at,
               CASE user_a_id WHEN @user THEN user_b_id ELSE user_a_id END AS peer_id,
               CASE user_a_id WHEN @user THEN read_by_a ELSE read_by_b END AS read_by
        FROM conversations WHERE id = @conversation
        """);

    /// <summary>The two halves are index scans in the wanted order, which PostgreSQL merges without sorting.</summary>
    private static readonly string Latest = SeenBy("""
        (SELECT id, last_message_id, last_activity_at, user_b_id AS peer_id, read_by_a AS read_by
         FROM conversations WHERE user_a_id = @user AND last_message_id < @before ORDER BY last_message_id DESC LIMIT @count)
        UNION ALL
        (SELECT id, last_message_id, last_activity_at, user_a_id, read_by_b
         FROM conversations WHERE user_b_id = @user AND last_message_id < @before ORDER BY last_message_id DESC LIMIT @count)
        ORDER BY last_message_id DESC LIMIT @count
        """) + " ORDER BY c.last_message_id DESC";

    public async Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken) =>
        (await FindAsync(user, peer, cancellationToken))?.ToDto();

    public async Task<IReadOnlyList<Positioned<ConversationDto>>> ListAsync(
        UserId user, MessageId before, int count, CancellationToken cancellationToken)
    {
        var rows = await context.Database
            .SqlQueryRaw<Row>(Latest, Parameter("user", user.Value), Parameter("before", before.Value), Parameter("count", count), UnreadLimit())
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new Positioned<ConversationDto>(row.ToDto(), new MessageId(row.Position)));
    }

    public async Task<ReadMarkerDto?> GetReadMarkerAsync(UserId user, UserId peer, CancellationToken cancellationToken) =>
        await FindAsync(user, peer, cancellationToken) is { ReadBy: { } readBy } row
            ? new() { LastReadMessageId = readBy, UnreadCount = row.UnreadCount, UnreadCapped = row.UnreadCapped }
            : null;

    private async Task<Row?> FindAsync(UserId user, UserId peer, CancellationToken cancellationToken)
    {
        var conversation = ConversationId.Between(user, peer);
        var rows = await context.Database
            .SqlQueryRaw<Row>(One, Parameter("user", user.Value), Parameter("conversation", conversation.Value), UnreadLimit())
            .ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>Conversations of @user with peer, newest undeleted message, and unread messages counted to one beyond the cap.</summary>
    private static string SeenBy(string conversations) => $"""
        SELECT c.id AS "Id", c.last_message_id AS "Position", c.last_activity_at AS "LastActivityAt", c.read_by AS "ReadBy",
               p.id AS "PeerId", p.name AS "PeerName",
               m.id AS "MessageId", m.sender_id AS "SenderId", m.recipient_id AS "RecipientId", m.body AS "Body", m.liked_by AS "LikedBy",
               m.created_at AS "CreatedAt", m.edited_at AS "EditedAt", m.version AS "Version", unread.counted AS "Unread"
        FROM ({conversations}) c
        JOIN users p ON p.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages WHERE conversation_id = c.id AND deleted_at IS NULL ORDER BY messages.id DESC LIMIT 1) m ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS counted FROM (
                SELECT FROM messages
                WHERE conversation_id = c.id AND recipient_id = @user AND deleted_at IS NULL
                  AND messages.id > coalesce(c.read_by, '{Guid.Empty}')
                ORDER BY messages.id LIMIT @unread_limit) counted) unread
        """;

    private static NpgsqlParameter Parameter(string name, object value) => new(name, value);

    private static NpgsqlParameter UnreadLimit() => Parameter("unread_limit", Conversation.UnreadCap + 1);

    private sealed record Row(
        Guid Id,
        Guid Position,
        DateTimeOffset LastActivityAt,
        Guid? ReadBy,
        string PeerId,
        string PeerName,
        Guid? MessageId,
        string? SenderId,
        string? RecipientId,
        string? Body,
        IReadOnlyList<string>? LikedBy,
        DateTimeOffset? CreatedAt,
        DateTimeOffset? EditedAt,
        int? Version,
        int Unread)
    {
        public int UnreadCount => Math.Min(Unread, Conversation.UnreadCap);

        public bool UnreadCapped => Unread > Conversation.UnreadCap;

        public ConversationDto ToDto() => new()
        {
            Id = Id,
            Peer = new(PeerId, PeerName),
            LastMessage = MessageId is { } message ? LastMessage(message) : null,
            LastActivityAt = LastActivityAt,
            UnreadCount = UnreadCount,
            UnreadCapped = UnreadCapped,
        };

        private MessageDto LastMessage(Guid message) => new()
        {
            Id = message,
            ConversationId = Id,
            SenderId = SenderId!,
            RecipientId = RecipientId!,
            Body = Body,
            LikedBy = LikedBy!,
            CreatedAt = CreatedAt!.Value,
            EditedAt = EditedAt,
            DeletedAt = null,
            Version = Version!.Value,
        };
    }
}
