using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Concierge.Floor;

internal sealed class Orders(NpgsqlDataSource database)
{
    private const long SharedLock = 0x6f7264657277696e;

    private const long Window = 3 * 3600 * 1000;

    private const string Create = """
        WITH services_there AS (SELECT count(*) FROM (SELECT 1 FROM services WHERE id = ANY ($1) FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = 'Service' AND length = $2),
             clash AS (
                 SELECT FROM unnest($1) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range($3, $4) AND s.order_id <> $5),
             allowed AS (
                 SELECT WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash)
                        AND (SELECT count FROM services_there) = cardinality($1)),
             written AS (
                 INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                 SELECT $5, $6, $7, $1, $8, $8, 1 FROM allowed
                 ON CONFLICT (id) DO NOTHING RETURNING id),
             used AS (
                 INSERT INTO service_uses (order_id, service_id, datetime)
                 SELECT id, service_id, $6 FROM written, unnest($1) AS service_id
                 ON CONFLICT (order_id, service_id) DO UPDATE SET datetime = excluded.datetime),
             held AS (
                 INSERT INTO order_slots (order_id, scope_key, during)
                 SELECT id, scope_key, int8range($3, $4) FROM written, unnest($1) AS scope_key
                 ON CONFLICT (order_id, scope_key) DO UPDATE SET during = excluded.during)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM services_there),
               EXISTS (SELECT FROM written)
        """;

    public async Task CreateAsync(HttpContext http)
    {
        var input = (await JsonSerializer.DeserializeAsync(http.Request.BodyReader, Json.Default.NewOrder, http.RequestAborted))!;
        var (id, now) = (Guid.CreateVersion7().ToString(), DateTime.UtcNow);
        var services = Array.ConvertAll(input.Services, service => service.Id);
        var start = input.Datetime.ToUnixTimeMilliseconds();

        // Two round trips, as in the product: the services with their names, then the locks with the check and the write.
        await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
        await NameAsync(connection, input.Services, services, http.RequestAborted);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"SELECT pg_advisory_xact_lock_shared({SharedLock})"),
                new("SELECT pg_advisory_xact_lock(scope_lock) FROM unnest($1) AS scope_lock")
                {
                    Parameters = { new NpgsqlParameter<long[]> { TypedValue = [.. services.Select(LockOf).Order()] } },
                },
                new(Create)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string[]> { TypedValue = services },
                        new NpgsqlParameter<long> { TypedValue = Window },
                        new NpgsqlParameter<long> { TypedValue = start },
                        new NpgsqlParameter<long> { TypedValue = start + Window },
                        new NpgsqlParameter<string> { TypedValue = id },
                        new NpgsqlParameter<DateTime> { TypedValue = input.Datetime.UtcDateTime },
                        new NpgsqlParameter<decimal> { TypedValue = input.Totalfee },
                        new NpgsqlParameter<DateTime> { TypedValue = now },
                    },
                },
            },
        };
        await using (var reader = await batch.ExecuteReaderAsync(http.RequestAborted))
        {
            await reader.NextResultAsync(http.RequestAborted);
            await reader.NextResultAsync(http.RequestAborted);
            await reader.ReadAsync(http.RequestAborted);
            if (!reader.GetBoolean(3))
            {
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                return;
            }
        }

        http.Response.Headers.Location = $"/orders/{id}";
        await Json.WriteAsync(
            http, new(id, input.Datetime, input.Totalfee, input.Services, now, now), Json.Default.OrderJson, StatusCodes.Status201Created);
    }

    private static async Task NameAsync(
        NpgsqlConnection connection, OrderedService[] services, string[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, name FROM services WHERE id = ANY ($1)", connection)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = ids } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            services[Array.IndexOf(ids, reader.GetString(0))] = new(reader.GetString(0), reader.GetString(1));
        }
    }

    private static long LockOf(string service) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"order {service}")));
}
