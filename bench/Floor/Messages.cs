using System.Text;
using System.Text.Json;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Npgsql;

namespace Concierge.Floor;

internal sealed class Messages(NpgsqlDataSource database)
{
    private const string Columns = "id, conversation_id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at";

    private const string Conversations = """
        SELECT c.id, p.id, p.name, c.last_activity_at, unread.counted, c.last_message_id,
               m.id, m.conversation_id, m.sender_id, m.recipient_id, m.body, m.liked_by, m.created_at, m.edited_at, m.deleted_at
        FROM (
            (SELECT id, last_message_id, last_activity_at, user_b_id AS peer_id, read_by_a AS read_by
             FROM conversations WHERE user_a_id = $1 AND last_message_id < $2 ORDER BY last_message_id DESC LIMIT $3)
            UNION ALL
            (SELECT id, last_message_id, last_activity_at, user_a_id, read_by_b
             FROM conversations WHERE user_b_id = $1 AND last_message_id < $2 ORDER BY last_message_id DESC LIMIT $3)
            ORDER BY last_message_id DESC LIMIT $3) c
        JOIN users p ON p.id = c.peer_id
        LEFT JOIN LATERAL (
            SELECT * FROM messages WHERE conversation_id = c.id AND deleted_at IS NULL ORDER BY messages.id DESC LIMIT 1) m ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS counted FROM (
                SELECT FROM messages
                WHERE conversation_id = ANY (ARRAY[c.id])
                  AND (recipient_id, messages.id) > ($1, coalesce(c.read_by, '00000000-0000-0000-0000-000000000000'))
                  AND recipient_id <= $1 AND deleted_at IS NULL
                ORDER BY conversation_id, recipient_id, messages.id LIMIT 101) counted) unread
        ORDER BY c.last_message_id DESC
        """;

    private const string Send = """
        WITH sender AS (SELECT status FROM users WHERE id = $1 FOR SHARE),
             recipient AS (SELECT status FROM users WHERE id = $2 FOR SHARE),
             allowed AS (SELECT FROM sender, recipient WHERE sender.status = 'active' AND recipient.status = 'active'),
             conversation AS (
                 INSERT INTO conversations AS c (id, user_a_id, user_b_id, last_message_id, last_activity_at)
                 SELECT $3, least($1, $2), greatest($1, $2), $4, $5 FROM allowed
                 ON CONFLICT (id) DO UPDATE
                 SET last_message_id = greatest(c.last_message_id, excluded.last_message_id),
                     last_activity_at = greatest(c.last_activity_at, excluded.last_activity_at)),
             message AS (
                 INSERT INTO messages (conversation_id, id, sender_id, recipient_id, body, liked_by, created_at, version)
                 SELECT $3, $4, $1, $2, $6, ARRAY[]::text[], $5, 1 FROM allowed)
        SELECT (SELECT status FROM sender), (SELECT status FROM recipient)
        """;

    public async Task GetAsync(HttpContext http)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM messages WHERE id = $1 AND version > 0 AND deleted_at IS NULL");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(Route(http, "id")) });
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
            $"SELECT {Columns} FROM messages WHERE conversation_id = $1 AND id < $2 AND deleted_at IS NULL ORDER BY id DESC LIMIT $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageId.Last.Value });
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
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageId.Last.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var items = new List<ConversationJson>(limit);
        var (last, next) = (Guid.Empty, default(string));
        while (await reader.ReadAsync(http.RequestAborted))
        {
            if (items.Count == limit)
            {
                next = Cursor(last);
                break;
            }

            last = reader.GetGuid(5);
            var unread = reader.GetInt32(4);
            items.Add(new(
                reader.GetGuid(0), new(reader.GetString(1), reader.GetString(2)),
                reader.IsDBNull(6) ? null : Message(reader, 6), reader.GetDateTime(3),
                Math.Min(unread, Conversation.UnreadCap), unread > Conversation.UnreadCap));
        }

        await Json.WriteAsync(http, new(items, next), Json.Default.ConversationPage);
    }

    public async Task SendAsync(HttpContext http)
    {
        var input = (await JsonSerializer.DeserializeAsync(http.Request.BodyReader, Json.Default.NewMessage, http.RequestAborted))!;
        var conversation = ConversationId.Between(UserId.From(input.SenderId), UserId.From(input.RecipientId));
        var (id, now) = (Guid.CreateVersion7(), DateTime.UtcNow);
        await using var command = database.CreateCommand(Send);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.SenderId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.RecipientId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.Body });
        await using (var reader = await command.ExecuteReaderAsync(http.RequestAborted))
        {
            await reader.ReadAsync(http.RequestAborted);
            if (reader.IsDBNull(0) || reader.IsDBNull(1) || reader.GetString(0) != "active" || reader.GetString(1) != "active")
            {
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                return;
            }
        }

        http.Response.Headers.Location = $"/messages/{id}";
        await Json.WriteAsync(
            http, new(id, conversation.Value, input.SenderId, input.RecipientId, input.Body, [], now, null, null), Json.Default.MessageJson,
            StatusCodes.Status201Created);
    }

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static int Limit(HttpContext http) => int.Parse(http.Request.Query["limit"]!, null);

    private static string Cursor(Guid position) => Convert.ToBase64String(Encoding.ASCII.GetBytes(position.ToString()));

    private static MessageJson Message(NpgsqlDataReader row, int at = 0) => new(
        row.GetGuid(at), row.GetGuid(at + 1), row.GetString(at + 2),
        row.GetString(at + 3), row.IsDBNull(at + 4) ? null : row.GetString(at + 4),
        row.GetFieldValue<string[]>(at + 5), row.GetDateTime(at + 6), Time(row, at + 7), Time(row, at + 8));

    private static DateTime? Time(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetDateTime(at);
}
