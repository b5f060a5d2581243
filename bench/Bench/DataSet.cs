using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Npgsql;
using NpgsqlTypes;

namespace Concierge.Bench;

/// <summary>
/// The rows of a benchmark, which depend on their number alone. Users form circles of 21; each talks with the 20 others in conversations of
/// about 100 messages, written in turn. So pages and lists have one size, however many rows there are. load.lua requests these rows.
/// </summary>
internal sealed record DataSet(int Messages, string Database = DataSet.Main)
{
    /// <summary>The database that the product opens when it has a PostgreSQL of its own.</summary>
    public const string Main = "concierge";

    /// <summary>Number of users.</summary>
    public const int Users = 10_000;

    private const int Circle = 21;

    private const int PairsOfCircle = Circle * (Circle - 1) / 2;

    private const long WindowMilliseconds = 3 * 3600 * 1000;

    private static readonly DateTime FirstOrder = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The time of the first message; ids and times count milliseconds from here.</summary>
    private static readonly DateTime Start = DateTimeOffset.FromUnixTimeMilliseconds(0x01960000L << 16).UtcDateTime;

    public int Conversations => (int)Math.Clamp(Math.Round(Messages / 100.0 / PairsOfCircle), 1, Users / Circle) * PairsOfCircle;

    private int Orders => Messages / 50;

    /// <summary>Creates the schema of bench/schema.sql in an empty database and fills it.</summary>
    public async Task LoadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);

        var schema = await File.ReadAllTextAsync(Path.Combine(Stage.Root, "bench/schema.sql"), cancellationToken);
        await ExecuteAsync(connection, schema, cancellationToken);

        // All references are valid, and checking them would take most of the time. Building an index at the end is faster than row by row.
        var indexes = await ReadAsync(
            connection, "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'messages' AND indexname <> 'pk_messages'",
            cancellationToken);
        await ExecuteAsync(connection, "SET session_replication_role = replica; SET maintenance_work_mem = '1GB'", cancellationToken);
        await ExecuteAsync(connection, string.Join(';', indexes.Select(index => $"DROP INDEX {index[0]}")), cancellationToken);
        await CopyAsync(
            connection, "users (id, name, search_name, metadata, status, created_at, updated_at, version)", WriteUsersAsync,
            cancellationToken);
        await CopyAsync(
            connection, "conversations (id, user_a_id, user_b_id, last_message_id, last_activity_at, read_by_a, read_by_b)",
            WriteConversationsAsync, cancellationToken);
        await CopyAsync(
            connection,
            "messages (conversation_id, id, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version)",
            WriteMessagesAsync, cancellationToken);
        await CopyAsync(connection, "services (id, name, created_at, updated_at, version)", WriteServicesAsync, cancellationToken);
        await CopyAsync(
            connection, "orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)", WriteOrdersAsync,
            cancellationToken);
        await CopyAsync(connection, "service_uses (order_id, service_id, datetime)", WriteUsesAsync, cancellationToken);
        await CopyAsync(connection, "order_slots (order_id, scope_key, during)", WriteSlotsAsync, cancellationToken);
        await ExecuteAsync(
            connection, $"INSERT INTO slot_window (id, scope, length) VALUES (1, 'Service', {WindowMilliseconds})", cancellationToken);
        await ExecuteAsync(connection, string.Join(';', indexes.Select(index => index[1])), cancellationToken);
    }

    /// <summary>Does now what autovacuum and the checkpointer would do during the measurements.</summary>
    public static async Task SettleAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "VACUUM ANALYZE", cancellationToken);
        await ExecuteAsync(connection, "CHECKPOINT", cancellationToken);
    }

    /// <summary>Gets the id of a user.</summary>
    public static string User(int i) => $"u{i:D5}";

    /// <summary>Gets up to <paramref name="count"/> pairs of users who have a conversation, spread over all circles.</summary>
    public IEnumerable<(string A, string B)> SamplePairs(int count)
    {
        var pairs = Pairs();
        var step = Math.Max(1, pairs.Length / count);
        return pairs.Where((_, i) => i % step == 0).Take(count).Select(pair => (pair.A, pair.B));
    }

    private static string Body(int turn) =>
        $"Message {turn} of this thread, about as long as people write: see you at the station at eight.";

    /// <summary>Gets a UUID of version 7 whose time and last digits count up.</summary>
    private static Guid MessageId(long i) => Guid.ParseExact($"{0x01960000L + (i >> 16):x8}-{i & 0xFFFF:x4}-7000-8000-{i:x12}", "D");

    private static string[] ServicesOf(int order) => [$"s{order % 10:D2}", $"s{10 + order % 10:D2}"];

    private static DateTime TimeOf(int order) => FirstOrder.AddMilliseconds(order / 10 * WindowMilliseconds);

    /// <summary>Gets the two users of each conversation, and its id.</summary>
    private (string A, string B, Guid Id)[] Pairs() =>
    [
        .. from circle in Enumerable.Range(0, Conversations / PairsOfCircle)
           from a in Enumerable.Range(0, Circle)
           from b in Enumerable.Range(a + 1, Circle - a - 1)
           let one = User(circle * Circle + a)
           let other = User(circle * Circle + b)
           select (one, other, ConversationId.Between(UserId.From(one), UserId.From(other)).Value),
    ];

    private async Task WriteUsersAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Users; i++)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(User(i), cancellationToken);
            await rows.WriteAsync($"User {i}", cancellationToken);
            await rows.WriteAsync($"user {i}", cancellationToken);
            await rows.WriteAsync("{\"team\":\"blue\"}", NpgsqlDbType.Json, cancellationToken);
            await rows.WriteAsync("active", cancellationToken);
            await rows.WriteAsync(Start, cancellationToken);
            await rows.WriteAsync(Start, cancellationToken);
            await rows.WriteAsync(1, cancellationToken);
        }
    }

    /// <summary>The second user has read everything, the first everything but the last ten messages.</summary>
    private async Task WriteConversationsAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        foreach (var (c, (a, b, id)) in Pairs().Index())
        {
            var last = c + (Messages - 1 - c) / Conversations * Conversations;
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(id, cancellationToken);
            await rows.WriteAsync(a, cancellationToken);
            await rows.WriteAsync(b, cancellationToken);
            await rows.WriteAsync(MessageId(last), cancellationToken);
            await rows.WriteAsync(Start.AddMilliseconds(last), cancellationToken);
            await rows.WriteAsync(MessageId(Math.Max(c, last - 10 * Conversations)), cancellationToken);
            await rows.WriteAsync(MessageId(last), cancellationToken);
        }
    }

    /// <summary>One in 50 is deleted, one in 25 edited, one in ten liked.</summary>
    private async Task WriteMessagesAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        var pairs = Pairs();
        for (var i = 0; i < Messages; i++)
        {
            var (turn, c) = Math.DivRem(i, Conversations);
            var (a, b, conversation) = pairs[c];
            var (sender, recipient) = turn % 2 == 0 ? (a, b) : (b, a);
            var at = Start.AddMilliseconds(i);
            var kind = (turn + c) % 50;
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(conversation, cancellationToken);
            await rows.WriteAsync(MessageId(i), cancellationToken);
            await rows.WriteAsync(sender, cancellationToken);
            await rows.WriteAsync(recipient, cancellationToken);
            await rows.WriteAsync(kind == 49 ? null : Body(turn), NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(kind % 10 == 3 ? [recipient] : Array.Empty<string>(), cancellationToken);
            await rows.WriteAsync(at, cancellationToken);
            await rows.WriteAsync(kind % 25 == 7 ? at : default(DateTime?), NpgsqlDbType.TimestampTz, cancellationToken);
            await rows.WriteAsync(kind == 49 ? at : default(DateTime?), NpgsqlDbType.TimestampTz, cancellationToken);
            await rows.WriteAsync(kind % 25 == 7 || kind == 49 ? 2 : 1, cancellationToken);
        }
    }

    /// <summary>Twenty services have orders; a thousand are for new orders.</summary>
    private async Task WriteServicesAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        foreach (var id in Enumerable.Range(0, 20).Select(i => $"s{i:D2}").Concat(Enumerable.Range(0, 1000).Select(i => $"n{i:D3}")))
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(id, cancellationToken);
            await rows.WriteAsync($"Service {id}", cancellationToken);
            await rows.WriteAsync(Start, cancellationToken);
            await rows.WriteAsync(Start, cancellationToken);
            await rows.WriteAsync(1, cancellationToken);
        }
    }

    private async Task WriteOrdersAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Orders; i++)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync($"o{i:D8}", cancellationToken);
            await rows.WriteAsync(TimeOf(i), cancellationToken);
            await rows.WriteAsync(49.95m, cancellationToken);
            await rows.WriteAsync(ServicesOf(i), cancellationToken);
            await rows.WriteAsync(Start, cancellationToken);
            await rows.WriteAsync(Start, cancellationToken);
            await rows.WriteAsync(1, cancellationToken);
        }
    }

    private async Task WriteUsesAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        foreach (var (i, service) in Enumerable.Range(0, Orders).SelectMany(i => ServicesOf(i).Select(service => (i, service))))
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync($"o{i:D8}", cancellationToken);
            await rows.WriteAsync(service, cancellationToken);
            await rows.WriteAsync(TimeOf(i), cancellationToken);
        }
    }

    private async Task WriteSlotsAsync(NpgsqlBinaryImporter rows, CancellationToken cancellationToken)
    {
        foreach (var (i, service) in Enumerable.Range(0, Orders).SelectMany(i => ServicesOf(i).Select(service => (i, service))))
        {
            var from = new DateTimeOffset(TimeOf(i)).ToUnixTimeMilliseconds();
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync($"o{i:D8}", cancellationToken);
            await rows.WriteAsync(service, cancellationToken);
            await rows.WriteAsync(new NpgsqlRange<long>(from, true, from + WindowMilliseconds, false), cancellationToken);
        }
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, string table, Func<NpgsqlBinaryImporter, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        await using var rows = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)", cancellationToken);
        rows.Timeout = TimeSpan.FromHours(1);
        await write(rows, cancellationToken);
        await rows.CompleteAsync(cancellationToken);
    }

    private static async Task<List<string[]>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string[]> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
