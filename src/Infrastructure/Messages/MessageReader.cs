using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

/// <summary>
/// Reads messages. The condition <c>version > 0</c>, which is always true, selects the index on the id alone (<see
/// cref="MessageConfiguration"/>).
/// </summary>
internal sealed class MessageReader(ConciergeDbContext context) : IMessageReader
{
    private const string One = """
        SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE id = $1 AND version > 0 AND deleted_at IS NULL
        """;

    private const string OneOfUser = """
        SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE id = $1 AND version > 0 AND deleted_at IS NULL AND (sender_id = $2 OR recipient_id = $2)
        """;

    /// <summary>Up to $2 messages after id $1; with deleted ones if $3.</summary>
    private const string Ascending = """
        SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE version > 0 AND id > $1 AND ($3 OR deleted_at IS NULL)
        ORDER BY id LIMIT $2
        """;

    /// <summary>Up to $2 messages before id $1; with deleted ones if $3.</summary>
    private const string Descending = """
        SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE version > 0 AND id < $1 AND ($3 OR deleted_at IS NULL)
        ORDER BY id DESC LIMIT $2
        """;

    /// <summary><see cref="Ascending"/>, in conversation $4.</summary>
    private const string AscendingInConversation = """
        SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE conversation_id = $4 AND id > $1 AND ($3 OR deleted_at IS NULL)
        ORDER BY id LIMIT $2
        """;

    /// <summary><see cref="Descending"/>, in conversation $4.</summary>
    private const string DescendingInConversation = """
        SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
        FROM messages
        WHERE conversation_id = $4 AND id < $1 AND ($3 OR deleted_at IS NULL)
        ORDER BY id DESC LIMIT $2
        """;

    /// <summary>
    /// <see cref="Ascending"/>, sent or received by user $4. PostgreSQL merges two index scans; with <c>OR</c> it would read and sort all
    /// messages of the user.
    /// </summary>
    private const string AscendingOfUser = """
        (SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE sender_id = $4 AND id > $1 AND ($3 OR deleted_at IS NULL)
         ORDER BY id LIMIT $2)
        UNION ALL
        (SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE recipient_id = $4 AND id > $1 AND ($3 OR deleted_at IS NULL)
         ORDER BY id LIMIT $2)
        ORDER BY id LIMIT $2
        """;

    /// <summary><see cref="Descending"/>, sent or received by user $4.</summary>
    private const string DescendingOfUser = """
        (SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE sender_id = $4 AND id < $1 AND ($3 OR deleted_at IS NULL)
         ORDER BY id DESC LIMIT $2)
        UNION ALL
        (SELECT id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
         FROM messages
         WHERE recipient_id = $4 AND id < $1 AND ($3 OR deleted_at IS NULL)
         ORDER BY id DESC LIMIT $2)
        ORDER BY id DESC LIMIT $2
        """;

    public async Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken)
    {
        var rows = actor.User is { } user
            ? await context.QueryAsync(OneOfUser, [Value(id.Value), Value(user.Value)], Read, cancellationToken)
            : await context.QueryAsync(One, [Value(id.Value)], Read, cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken) =>
        actor.User is { } user
            ? await context.QueryAsync(
                slice.Descending ? DescendingOfUser : AscendingOfUser, [.. Page(slice), Value(user.Value)], Read, cancellationToken)
            : await context.QueryAsync(slice.Descending ? Descending : Ascending, Page(slice), Read, cancellationToken);

    public async Task<IReadOnlyList<MessageDto>> ListAsync(
        ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken) =>
        await context.QueryAsync(
            slice.Descending ? DescendingInConversation : AscendingInConversation,
            [.. Page(slice), Value(conversation.Value)],
            Read,
            cancellationToken);

    /// <summary>Reads a message from ten columns that start at <paramref name="at"/>, in the order of the statements above.</summary>
    public static MessageDto Read(NpgsqlDataReader row, int at) => new()
    {
        Id = row.GetGuid(at),
        ConversationId = row.GetGuid(at + 1),
        SenderId = row.GetString(at + 2),
        RecipientId = row.GetString(at + 3),
        Body = row.Read<string>(at + 4),
        LikedBy = row.GetFieldValue<string[]>(at + 5),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(at + 6),
        EditedAt = row.Read<DateTimeOffset?>(at + 7),
        DeletedAt = row.Read<DateTimeOffset?>(at + 8),
        Version = row.GetInt32(at + 9),
    };

    private static MessageDto Read(NpgsqlDataReader row) => Read(row, 0);

    private static NpgsqlParameter[] Page(MessageSlice slice) => [Value(slice.From.Value), Value(slice.Count), Value(slice.IncludeDeleted)];
}
