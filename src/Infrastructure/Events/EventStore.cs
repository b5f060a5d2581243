using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Concierge.Application.Events;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Events;

/// <summary>Reads the tables of the feed.</summary>
internal static class EventStore
{
    public static async Task<FeedExtent> GetExtentAsync(this ConciergeDbContext context, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            EventStatements.Extent,
            [],
            static row => (
                Epoch: new FeedEpoch(row.GetString(0), row.GetInt64(1)), Oldest: row.GetInt64(2), Head: row.GetInt64(3)),
            cancellationToken);
        return new([.. rows.Select(row => row.Epoch)], rows[0].Oldest, rows[0].Head);
    }

    /// <summary>
    /// Reads the events that a filter includes, within bounds. Returns null if an epoch has begun since the extent was read.
    /// </summary>
    /// <param name="context">The database.</param>
    /// <param name="extent">Gives the epochs of the ids.</param>
    /// <param name="after">Position before the first event.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="count">Maximum number of events.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<EventBatch?> TryReadAsync(
        this ConciergeDbContext context, FeedExtent extent, long after, EventFilter filter, int count, CancellationToken cancellationToken)
    {
        const int Window = 10_000;
        var rows = filter.User is { } user
            ? await ReadAsync(context, EventStatements.UserPage, extent, [Value(after), Value(count), Value(user)], cancellationToken)
            : await ReadAsync(
                context, EventStatements.Page, extent, [Value(after), Value(count), Value(filter.Types.ToArray())], cancellationToken);
        if (rows[0].Epoch != extent.Epoch)
        {
            return null;
        }

        var head = rows[0].Head;
        var events = rows.Where(row => row.Event is not null).Select(row => row.Event!).ToList();
        var end = filter.User is null ? Math.Min(after + Window, head) : head;
        return new(
            [.. events.Where(filter.Includes)],
            events.Count == count ? events[^1].Id.Position : Math.Max(after, end),
            head,
            extent.Epoch);
    }

    /// <summary>Reads all events after a position.</summary>
    public static async Task<IReadOnlyList<FeedEvent>> ReadTailAsync(
        this ConciergeDbContext context, FeedExtent extent, long after, int count, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(context, EventStatements.Tail, extent, [Value(after), Value(count)], cancellationToken);
        return [.. rows.Select(row => row.Event!)];
    }

    /// <summary>
    /// Reads an event from seven columns: position, type, resource_id, user_a, user_b, occurred_at, and data as text. Returns null if the
    /// position is NULL.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="extent">Gives the epoch of the id.</param>
    /// <param name="column">The column of the position.</param>
    public static FeedEvent? ReadEvent(this NpgsqlDataReader row, FeedExtent extent, int column)
    {
        if (row.IsDBNull(column))
        {
            return null;
        }

        var (id, type, resource) = (extent.IdOf(row.GetInt64(column)), row.GetString(column + 1), row.GetString(column + 2));
        var json = Write($"{id}", type, row.GetFieldValue<DateTimeOffset>(column + 5), resource, row.GetString(column + 6));
        return new(id, type, resource, row.Read<string>(column + 3), row.Read<string>(column + 4), json);
    }

    private static Task<List<(long Head, string Epoch, FeedEvent? Event)>> ReadAsync(
        ConciergeDbContext context, string sql, FeedExtent extent, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        context.QueryAsync(sql, parameters, row => (row.GetInt64(0), row.GetString(1), row.ReadEvent(extent, 2)), cancellationToken);

    private static byte[] Write(string id, string type, DateTimeOffset timestamp, string resourceId, string data)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", type);
            json.WriteString("timestamp", EventOutbox.Write(timestamp));
            json.WriteString("resource_id", resourceId);
            json.WritePropertyName("data");
            json.WriteRawValue(data);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
