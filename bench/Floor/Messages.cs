using System.Text;
using System.Text.Json;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Npgsql;

namespace Concierge.Floor;

internal sealed class Messages(NpgsqlDataSource database)
{
    private const string Columns = "conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at";

    private const string Conversations = """
        SELECT c.id, p.id, p.name, c.last_activity_at, unread.counted, p.status, c.read_position, c.peer_read_position,
               m.conversation_id, m.position, m.sender_id, m.recipient_id, m.body, m.liked_by, m.created_at, m.edited_at, m.deleted_at
        FROM (
            (SELECT id, last_activity_at, user_b_id AS peer_id, read_position_a AS read_position, read_position_b AS peer_read_position
             FROM conversations WHERE user_a_id = $1 AND (last_activity_at, id) < ($2, $3)
             ORDER BY last_activity_at DESC, id DESC LIMIT $4)
            UNION ALL
            (SELECT id, last_activity_at, user_a_id, read_position_b, read_position_a
             FROM conversations WHERE user_b_id = $1 AND (last_activity_at, id) < ($2, $3)
             ORDER BY last_activity_at DESC, id DESC LIMIT $4)
            ORDER BY last_activity_at DESC, id DESC LIMIT $4) c
        JOIN users p ON p.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages WHERE conversation_id = c.id AND deleted_at IS NULL ORDER BY position DESC LIMIT 1) m ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS counted FROM (
                SELECT FROM messages
                WHERE conversation_id = ANY (ARRAY[c.id])
                  AND (recipient_id, position) > ($1, c.read_position)
                  AND recipient_id <= $1 AND deleted_at IS NULL
                ORDER BY conversation_id, recipient_id, position LIMIT 101) counted) unread
        ORDER BY c.last_activity_at DESC, c.id DESC
        """;

    public async Task GetAsync(HttpContext http)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM messages WHERE conversation_id = $1 AND position = $2 AND deleted_at IS NULL");
        var id = MessageId.From(Route(http, "id"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id.Position });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        if (await reader.ReadAsync(http.RequestAborted))
        {
            await Json.WriteAsync(http, Message(reader), Json.Default.MessageJson);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    public async Task ListAsync(HttpContext http)
    {
        var limit = Limit(http);
        var conversation = ConversationId.Between(UserId.From(Route(http, "id")), UserId.From(Route(http, "peer_id")));
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM messages WHERE conversation_id = $1 AND position < $2 AND deleted_at IS NULL "
            + "ORDER BY position DESC LIMIT $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = long.MaxValue });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var items = new List<MessageJson>(limit);
        string? next = null;
        while (await reader.ReadAsync(http.RequestAborted))
        {
            if (items.Count == limit)
            {
                next = Cursor(items[^1].Id);
                break;
            }

            items.Add(Message(reader));
        }

        await Json.WriteAsync(http, new(items, next), Json.Default.MessagePage);
    }

    public async Task ListConversationsAsync(HttpContext http)
    {
        var limit = Limit(http);
        await using var command = database.CreateCommand(Conversations);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Route(http, "id") });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.MaxValue });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.AllBitsSet });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var items = new List<ConversationJson>(limit);
        string? next = null;
        while (await reader.ReadAsync(http.RequestAborted))
        {
            if (items.Count == limit)
            {
                next = Cursor($"{items[^1].LastActivityAt:O} {items[^1].Id}");
                break;
            }

            var (id, unread) = (new ConversationId(reader.GetGuid(0)), reader.GetInt32(4));
            items.Add(new(
                id.Value, new(reader.GetString(1), reader.GetString(2), reader.GetString(5)),
                reader.IsDBNull(8) ? null : Message(reader, 8), reader.GetDateTime(3),
                Math.Min(unread, Conversation.UnreadCap), unread > Conversation.UnreadCap,
                Marker(id, reader.GetInt64(6)), Marker(id, reader.GetInt64(7))));
        }

        await Json.WriteAsync(http, new(items, next), Json.Default.ConversationPage);
    }

    public async Task SendAsync(HttpContext http)
    {
        var input = (await JsonSerializer.DeserializeAsync(http.Request.BodyReader, Json.Default.NewMessage, http.RequestAborted))!;
        var conversation = ConversationId.Between(UserId.From(input.SenderId), UserId.From(input.RecipientId));
        await using var command = database.CreateCommand(SendStatement.WithoutEvent);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.SenderId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.RecipientId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.Body });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        await reader.ReadAsync(http.RequestAborted);
        if (reader.IsDBNull(2))
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }

        var id = new MessageId(conversation, reader.GetInt64(2));
        http.Response.Headers.Location = $"/messages/{id}";
        await Json.WriteAsync(
            http,
            new(
                id.ToString(), conversation.Value, id.Position, input.SenderId, input.RecipientId, input.Body, [], reader.GetDateTime(3),
                null, null),
            Json.Default.MessageJson, StatusCodes.Status201Created);
    }

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static int Limit(HttpContext http) => int.Parse(http.Request.Query["limit"]!, null);

    private static string Cursor(string position) => Convert.ToBase64String(Encoding.ASCII.GetBytes(position));

    private static string? Marker(ConversationId conversation, long position) =>
        position == 0 ? null : new MessageId(conversation, position).ToString();

    private static MessageJson Message(NpgsqlDataReader row, int at = 0)
    {
        var id = new MessageId(new(row.GetGuid(at)), row.GetInt64(at + 1));
        return new(
            id.ToString(), id.Conversation.Value, id.Position, row.GetString(at + 2),
            row.GetString(at + 3), row.IsDBNull(at + 4) ? null : row.GetString(at + 4),
            row.GetFieldValue<string[]>(at + 5), row.GetDateTime(at + 6), Time(row, at + 7), Time(row, at + 8));
    }

    private static DateTime? Time(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetDateTime(at);
}
