using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concierge.Domain.Events;
using Npgsql;
using NpgsqlTypes;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Stores the events of changed entities in the transaction of the change (docs/decisions/0018-events.md). Hand-written statements that
/// change a resource store its event themselves.
/// </summary>
internal static class EventOutbox
{
    private const string Insert = """
        INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
        SELECT type, resource_id, user_a, user_b, clock_timestamp(), data
        FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS e (type, resource_id, user_a, user_b, data, n)
        ORDER BY n
        """;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new InstantConverter() },
    };

    /// <summary>
    /// Saves all changes and the events that the entities recorded, or nothing. The events follow in a statement of their own: EF Core may
    /// order the commands of one save in any way, and an event must get its number while the changed row is locked.
    /// </summary>
    public static async Task SaveWithEventsAsync(this ConciergeDbContext context, CancellationToken cancellationToken)
    {
        var logs = context.ChangeTracker.Entries<IEventSource>().Select(entry => entry.Entity.Events).ToList();
        var events = logs.SelectMany(log => log.Recorded).ToList();
        if (events.Count == 0)
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        else if (context.Database.CurrentTransaction is not null)
        {
            await SaveAsync(context, events, cancellationToken);
        }
        else
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            context.Database.AutoSavepointsEnabled = false;
            try
            {
                await SaveAsync(context, events, cancellationToken);
            }
            finally
            {
                context.Database.AutoSavepointsEnabled = true;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        logs.ForEach(log => log.Clear());
    }

    /// <summary>Text parameter that holds the data of an event; NULL without an event.</summary>
    public static NpgsqlParameter DataOf(Event? change) => Value(change is null ? null : Write(change.Data));

    private static async Task SaveAsync(ConciergeDbContext context, List<Event> events, CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken);
        await context.ExecuteAsync(
            Insert,
            [
                Value(events.ConvertAll(change => change.Type)),
                Value(events.ConvertAll(change => change.ResourceId)),
                Value(events.ConvertAll(change => change.UserA)),
                Value(events.ConvertAll(change => change.UserB)),
                new() { Value = events.ConvertAll(change => Write(change.Data)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
            ],
            cancellationToken);
    }

    /// <summary>Writes a time as everywhere in the API: RFC 3339 in UTC with milliseconds.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Write(EventData data) => JsonSerializer.Serialize(data, data.GetType(), Json);

    /// <summary>Writes times as text.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(EventOutbox.Write(value));
    }
}
