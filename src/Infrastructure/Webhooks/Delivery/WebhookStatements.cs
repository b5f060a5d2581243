namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>
/// Statements of the dispatcher; docs/decisions/0020-webhooks.md explains them. Each works for all endpoints of a process at once. $1 is
/// the time, by the clock of the database. A lease is a random value, and the version of the endpoint fences it: a change of the endpoint
/// ends the lease in effect.
/// </summary>
internal static class WebhookStatements
{
    /// <summary>Whether any endpoint is enabled.</summary>
    public const string HasEndpoints = "SELECT FROM webhook_endpoints WHERE status = 'enabled' LIMIT 1";

    /// <summary>Leases at most $3 endpoints that have work, none of $4. $2 is the lease.</summary>
    public const string Lease = """
        WITH free AS (
            SELECT e.id FROM webhook_endpoints e CROSS JOIN event_feed f
            WHERE f.id = 1 AND e.status = 'enabled' AND (e.leased_until IS NULL OR e.leased_until <= $1) AND e.id <> ALL ($4)
                AND (e.failures < 5 OR e.next_at <= $1)
                AND (e.position < f.last_position
                    OR EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.due_at <= $1)
                    OR (e.failures >= 5 AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.due_at > $1)))
            LIMIT $3 FOR UPDATE OF e SKIP LOCKED)
        UPDATE webhook_endpoints e SET leased_by = $2, leased_until = $1 + interval '30 seconds' FROM free
        WHERE e.id = free.id
        RETURNING e.id, e.url, e.types, e.scopes, e.position, e.failures, e.failing_since, e.next_at, e.version
        """;

    /// <summary>The secrets of the endpoints $2 that sign at $1, newest first.</summary>
    public const string Secrets = """
        SELECT endpoint_id, id, sealed, expires_at FROM webhook_secrets
        WHERE endpoint_id = ANY ($2) AND (expires_at IS NULL OR expires_at > $1)
        ORDER BY id DESC
        """;

    /// <summary>
    /// Renews leases $3 of endpoints $2 with versions $4, and stores their places $5. Returns the endpoints that are still leased.
    /// </summary>
    public const string Renew = """
        UPDATE webhook_endpoints e SET leased_until = $1 + interval '30 seconds', position = l.position
        FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::bigint[]) AS l (id, lease, version, position)
        WHERE e.id = l.id AND e.leased_by = l.lease AND e.version = l.version AND e.status = 'enabled'
        RETURNING e.id
        """;

    /// <summary>Ends leases; parameters as in <see cref="Renew"/>. The place of an endpoint that was changed meanwhile stays.</summary>
    public const string Release = """
        UPDATE webhook_endpoints e SET leased_by = NULL, leased_until = NULL,
            position = CASE WHEN e.version = l.version THEN l.position ELSE e.position END
        FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bigint[]) AS l (id, lease, version, position)
        WHERE e.id = l.id AND e.leased_by = l.lease
        """;

    /// <summary>
    /// Stores deliveries $6, $7 of the leased endpoints $2 and moves their places to $5, where fewer than 1,000 deliveries are pending.
    /// Returns the endpoints that are still leased, and whether they had room.
    /// </summary>
    public const string Take = """
        WITH leased AS MATERIALIZED (
            SELECT e.id, l.version, l.position, (
                SELECT count(*) < 1000 FROM (
                    SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.due_at IS NOT NULL LIMIT 1000) p) AS has_room
            FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::bigint[]) AS l (id, lease, version, position)
            JOIN webhook_endpoints e ON e.id = l.id
            WHERE e.leased_by = l.lease AND e.version = l.version AND e.status = 'enabled' AND e.leased_until > $1),
        moved AS (
            UPDATE webhook_endpoints e SET position = l.position FROM leased l
            WHERE e.id = l.id AND e.version = l.version AND l.has_room
            RETURNING e.id),
        stored AS (
            INSERT INTO webhook_deliveries (endpoint_id, position, status, due_at, updated_at)
            SELECT d.id, d.position, 'pending', $1, $1
            FROM unnest($6::uuid[], $7::bigint[]) AS d (id, position) JOIN moved ON moved.id = d.id
            ON CONFLICT (endpoint_id, position) DO UPDATE
            SET status = 'pending', step = 0, is_manual = true, due_at = excluded.due_at, updated_at = $1
            WHERE webhook_deliveries.due_at IS NULL)
        SELECT l.id, m.id IS NOT NULL FROM leased l LEFT JOIN moved m ON m.id = l.id
        """;

    /// <summary>
    /// The deliveries of endpoints $2 that are due at $1, at most $3 of each, with their events. LIMIT 1 makes the planner look for each
    /// event by its position, whatever it believes of the number of events.
    /// </summary>
    public const string Due = """
        SELECT l.id, e.position, e.type, e.resource_id, e.user_a, e.user_b, e.occurred_at, e.data::text
        FROM unnest($2::uuid[]) AS l (id) CROSS JOIN LATERAL (
            SELECT position, due_at FROM webhook_deliveries
            WHERE endpoint_id = l.id AND due_at <= $1 AND (begun_until IS NULL OR begun_until <= $1)
            ORDER BY due_at LIMIT $3) d
        CROSS JOIN LATERAL (SELECT * FROM events WHERE position = d.position LIMIT 1) e
        ORDER BY d.due_at, d.position
        """;

    /// <summary>The pending delivery of each of the endpoints $2 that was tried longest ago, with its event.</summary>
    public const string Probe = """
        SELECT l.id, e.position, e.type, e.resource_id, e.user_a, e.user_b, e.occurred_at, e.data::text
        FROM unnest($2::uuid[]) AS l (id) CROSS JOIN LATERAL (
            SELECT position FROM webhook_deliveries
            WHERE endpoint_id = l.id AND due_at IS NOT NULL AND (begun_until IS NULL OR begun_until <= $1)
            ORDER BY due_at LIMIT 1) d
        CROSS JOIN LATERAL (SELECT * FROM events WHERE position = d.position LIMIT 1) e
        """;

    /// <summary>Begins attempts of deliveries $2, $3 under leases $4 with versions $5. Returns the attempts that begin.</summary>
    public const string Begin = """
        UPDATE webhook_deliveries d
        SET attempts = d.attempts + 1, begun_until = $1 + interval '30 seconds', updated_at = $1
        FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::integer[]) AS b (id, position, lease, version)
        JOIN webhook_endpoints e ON e.id = b.id
        WHERE d.endpoint_id = b.id AND d.position = b.position AND d.due_at IS NOT NULL
            AND (d.begun_until IS NULL OR d.begun_until <= $1)
            AND e.leased_by = b.lease AND e.version = b.version AND e.status = 'enabled' AND e.leased_until > $1
        RETURNING d.endpoint_id, d.position, d.attempts, d.step, d.is_manual
        """;

    /// <summary>
    /// Ends attempts: of deliveries $2, $3 with numbers $4, which become $5, due at $6, with $14 attempts of the schedule used up. The rest
    /// describes the attempts: ids $7, triggers $8, times $9, durations $10, statuses $11, errors $12, answers $13. A later attempt of the
    /// same delivery is not ended.
    /// </summary>
    public const string End = """
        WITH ended AS MATERIALIZED (
            SELECT * FROM unnest(
                $2::uuid[], $3::bigint[], $4::integer[], $5::text[], $6::timestamptz[], $7::uuid[], $8::text[], $9::timestamptz[],
                $10::integer[], $11::integer[], $12::text[], $13::text[], $14::integer[])
                AS a (endpoint_id, position, number, status, due_at, id, trigger, at, duration_ms, status_code, error, response, step)),
        settled AS (
            UPDATE webhook_deliveries d
            SET status = a.status, due_at = a.due_at, step = a.step, begun_until = NULL, is_manual = false, updated_at = $1 FROM ended a
            WHERE d.endpoint_id = a.endpoint_id AND d.position = a.position AND d.attempts = a.number AND d.due_at IS NOT NULL)
        INSERT INTO webhook_attempts (endpoint_id, id, position, number, trigger, at, duration_ms, status_code, error, response)
        SELECT endpoint_id, id, position, number, trigger, at, duration_ms, status_code, error, response FROM ended
        RETURNING 1
        """;

    /// <summary>
    /// Stores the health of endpoint $2 under lease $3 with version $4: failures $5, since $6, next attempt $7. If $8 is not NULL, disables
    /// it for this reason. If $9 is not NULL, stores an event of this type with data $10.
    /// </summary>
    public const string Health = """
        WITH changed AS (
            UPDATE webhook_endpoints SET failures = $5, failing_since = $6, next_at = $7,
                status = CASE WHEN $8 IS NULL THEN status ELSE 'disabled' END, status_reason = $8,
                version = version + CASE WHEN $8 IS NULL THEN 0 ELSE 1 END,
                updated_at = CASE WHEN $8 IS NULL THEN updated_at ELSE date_trunc('milliseconds', $1) END
            WHERE id = $2 AND leased_by = $3 AND version = $4 AND status = 'enabled'
            RETURNING id),
        recorded AS (
            INSERT INTO event_outbox (type, resource_id, occurred_at, data)
            SELECT $9, id::text, clock_timestamp(), $10::json FROM changed WHERE $9 IS NOT NULL)
        SELECT id FROM changed
        """;

    /// <summary>
    /// Stores an attempt that belongs to no delivery: endpoint $1, id $2, time $3, duration $4, status $5, error $6, answer $7.
    /// </summary>
    public const string Test = """
        INSERT INTO webhook_attempts (endpoint_id, id, number, trigger, at, duration_ms, status_code, error, response)
        VALUES ($1, $2, 1, 'test', $3, $4, $5, $6, $7)
        """;
}
