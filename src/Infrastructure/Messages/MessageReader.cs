using System.Data.Common;
using Concierge.Application.Messages;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;

namespace Concierge.Infrastructure.Messages;

/// <summary>"version > 0", which is always true, lets a query use the index on the id alone (see <see cref="MessageConfiguration"/>).</summary>
internal sealed class MessageReader(ConciergeDbContext context) : IMessageReader
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = "id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version";

    private const string One = $"SELECT {Columns} FROM messages WHERE id = @id AND version > 0 AND deleted_at IS NULL";

    public async Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = new NpgsqlParameter<Guid>("id", id.Value);
        var rows = actor.User is { } user
            ? await ReadAsync($"{One} AND (sender_id = @user OR recipient_id = @user)", [wanted, new NpgsqlParameter<string>("user", user.Value)], cancellationToken)
            : await ReadAsync(One, [wanted], cancellationToken);
        return rows.SingleOrDefault();
    }

    public Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken)
    {
        if (actor.User is not { } user)
        {
            return ReadAsync(Slice("version > 0", slice), slice, [], cancellationToken);
        }

        // Two index scans that PostgreSQL merges: "sender_id = x OR recipient_id = x" would read and sort everything the user ever wrote.
        return ReadAsync(
            $"({Slice("sender_id = @user", slice)}) UNION ALL ({Slice("recipient_id = @user", slice)}) {Order(slice)}",
            slice, [new NpgsqlParameter<string>("user", user.Value)], cancellationToken);
    }

    public Task<IReadOnlyList<MessageDto>> ListAsync(ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken) =>
        ReadAsync(
            Slice("conversation_id = @conversation", slice), slice, [new NpgsqlParameter<Guid>("conversation", conversation.Value)], cancellationToken);

    /// <summary>A message in the <see cref="Columns"/> from <paramref name="at"/> on.</summary>
    public static MessageDto Read(DbDataReader row, int at) => new()
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
        $"SELECT {Columns} FROM messages WHERE {condition} AND id {(slice.Descending ? "<" : ">")} @from{(slice.IncludeDeleted ? "" : " AND deleted_at IS NULL")} {Order(slice)}";

    private static string Order(MessageSlice slice) => $"ORDER BY id {(slice.Descending ? "DESC" : "ASC")} LIMIT @count";

    private async Task<IReadOnlyList<MessageDto>> ReadAsync(string sql, MessageSlice slice, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        await ReadAsync(
            sql, [.. parameters, new NpgsqlParameter<Guid>("from", slice.From.Value), new NpgsqlParameter<int>("count", slice.Count)], cancellationToken);

    private Task<List<MessageDto>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        context.ReadAsync(sql, parameters, row => Read(row, 0), cancellationToken);
}
