using Concierge.Application.Messages;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

/// <summary>
/// Reads messages. The condition <c>version > 0</c>, which is always true, selects the index on the time alone (<see
/// cref="MessageConfiguration"/>).
/// </summary>
internal sealed class MessageReader(ConciergeDbContext context) : IMessageReader
{
    private const string One = """
        SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE conversation_id = $1 AND position = $2 AND deleted_at IS NULL
        """;

    private const string OneOfUser = """
        SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE conversation_id = $1 AND position = $2 AND deleted_at IS NULL AND (sender_id = $3 OR recipient_id = $3)
        """;

    /// <summary>Up to $2 messages after time $4, conversation $5 and position $1; with deleted ones if $3.</summary>
    private const string Ascending = """
        SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE version > 0 AND (created_at, conversation_id, position) > ($4, $5, $1) AND ($3 OR deleted_at IS NULL)
        ORDER BY created_at, conversation_id, position LIMIT $2
        """;

    /// <summary>Up to $2 messages before time $4, conversation $5 and position $1; with deleted ones if $3.</summary>
    private const string Descending = """
        SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE version > 0 AND (created_at, conversation_id, position) < ($4, $5, $1) AND ($3 OR deleted_at IS NULL)
        ORDER BY created_at DESC, conversation_id DESC, position DESC LIMIT $2
        """;

    /// <summary>Up to $2 messages of conversation $4 after position $1; with deleted ones if $3.</summary>
    private const string AscendingInConversation = """
        SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE conversation_id = $4 AND position > $1 AND ($3 OR deleted_at IS NULL)
        ORDER BY position LIMIT $2
        """;

    /// <summary>Up to $2 messages of conversation $4 before position $1; with deleted ones if $3.</summary>
    private const string DescendingInConversation = """
        SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE conversation_id = $4 AND position < $1 AND ($3 OR deleted_at IS NULL)
        ORDER BY position DESC LIMIT $2
        """;

    /// <summary>
    /// <see cref="Ascending"/>, sent or received by user $6. PostgreSQL merges two index scans; with <c>OR</c> it would read and sort all
    /// messages of the user.
    /// </summary>
    private const string AscendingOfUser = """
        (SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE sender_id = $6 AND (created_at, conversation_id, position) > ($4, $5, $1) AND ($3 OR deleted_at IS NULL)
         ORDER BY created_at, conversation_id, position LIMIT $2)
        UNION ALL
        (SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE recipient_id = $6 AND (created_at, conversation_id, position) > ($4, $5, $1) AND ($3 OR deleted_at IS NULL)
         ORDER BY created_at, conversation_id, position LIMIT $2)
        ORDER BY created_at, conversation_id, position LIMIT $2
        """;

    /// <summary><see cref="Descending"/>, sent or received by user $6.</summary>
    private const string DescendingOfUser = """
        (SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE sender_id = $6 AND (created_at, conversation_id, position) < ($4, $5, $1) AND ($3 OR deleted_at IS NULL)
         ORDER BY created_at DESC, conversation_id DESC, position DESC LIMIT $2)
        UNION ALL
        (SELECT conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE recipient_id = $6 AND (created_at, conversation_id, position) < ($4, $5, $1) AND ($3 OR deleted_at IS NULL)
         ORDER BY created_at DESC, conversation_id DESC, position DESC LIMIT $2)
        ORDER BY created_at DESC, conversation_id DESC, position DESC LIMIT $2
        """;

    public async Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] key = [Value(id.Conversation.Value), Value(id.Position)];
        var rows = actor.User is { } user
            ? await context.QueryAsync(OneOfUser, [.. key, Value(user.Value)], Read, cancellationToken)
            : await context.QueryAsync(One, key, Read, cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] page = [.. Page(slice), Value(slice.From.At), Value(slice.From.Id.Conversation.Value)];
        return actor.User is { } user
            ? await context.QueryAsync(
                slice.Descending ? DescendingOfUser : AscendingOfUser, [.. page, Value(user.Value)], Read, slice.Limit, cancellationToken)
            : await context.QueryAsync(slice.Descending ? Descending : Ascending, page, Read, slice.Limit, cancellationToken);
    }

    public async Task<IReadOnlyList<MessageDto>> ListAsync(
        ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken) =>
        await context.QueryAsync(
            slice.Descending ? DescendingInConversation : AscendingInConversation,
            [.. Page(slice), Value(conversation.Value)],
            Read,
            slice.Limit,
            cancellationToken);

    /// <summary>Reads a message from ten columns that start at <paramref name="at"/>, in the order of the statements above.</summary>
    public static MessageDto Read(NpgsqlDataReader row, int at)
    {
        var id = new MessageId(new(row.GetGuid(at)), row.GetInt64(at + 1));
        return new()
        {
            Id = id.ToString(),
            ConversationId = id.Conversation.Value,
            Position = id.Position,
            SenderId = row.GetString(at + 2),
            RecipientId = row.GetString(at + 3),
            Body = row.Read<string>(at + 4),
            LikedBy = row.GetFieldValue<string[]>(at + 5),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(at + 6),
            EditedAt = row.Read<DateTimeOffset?>(at + 7),
            DeletedAt = row.Read<DateTimeOffset?>(at + 8),
            Version = row.GetInt32(at + 9),
        };
    }

    private static MessageDto Read(NpgsqlDataReader row) => Read(row, 0);

    private static NpgsqlParameter[] Page(MessageSlice slice) =>
        [Value(slice.From.Id.Position), Value(slice.Limit.Rows), Value(slice.IncludeDeleted)];
}
