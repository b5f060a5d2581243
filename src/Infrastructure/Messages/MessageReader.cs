using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

/// <summary>"version > 0", which is always true, lets a query use the index on the id alone (see <see cref="MessageConfiguration"/>).</summary>
internal sealed class MessageReader(ConciergeDbContext context) : IMessageReader
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = "id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version";

    private const string One = $"SELECT {Columns} FROM messages WHERE id = $1 AND version > 0 AND deleted_at IS NULL";

    public async Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken)
    {
        var rows = actor.User is { } user
            ? await ReadAsync($"{One} AND (sender_id = $2 OR recipient_id = $2)", cancellationToken, Value(id.Value), Value(user.Value))
            : await ReadAsync(One, cancellationToken, Value(id.Value));
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken)
    {
        if (actor.User is not { } user)
        {
            return await ReadAsync(Slice("version > 0", slice), cancellationToken, Value(slice.From.Value), Value(slice.Count));
        }

        // Two index scans that PostgreSQL merges: "sender_id = x OR recipient_id = x" would read and sort everything the user ever wrote.
        return await ReadAsync(
            $"({Slice("sender_id = $3", slice)}) UNION ALL ({Slice("recipient_id = $3", slice)}) {Order(slice)}",
            cancellationToken, Value(slice.From.Value), Value(slice.Count), Value(user.Value));
    }

    public async Task<IReadOnlyList<MessageDto>> ListAsync(ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken) =>
        await ReadAsync(
            Slice("conversation_id = $3", slice), cancellationToken, Value(slice.From.Value), Value(slice.Count), Value(conversation.Value));

    /// <summary>A message in the <see cref="Columns"/> from <paramref name="at"/> on.</summary>
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

    private static string Slice(string condition, MessageSlice slice) =>
        $"SELECT {Columns} FROM messages WHERE {condition} AND id {(slice.Descending ? "<" : ">")} $1{(slice.IncludeDeleted ? "" : " AND deleted_at IS NULL")} {Order(slice)}";

    private static string Order(MessageSlice slice) => $"ORDER BY id {(slice.Descending ? "DESC" : "ASC")} LIMIT $2";

    private Task<List<MessageDto>> ReadAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        context.QueryAsync(sql, parameters, static row => Read(row, 0), cancellationToken);
}
