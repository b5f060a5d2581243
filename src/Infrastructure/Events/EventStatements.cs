namespace Concierge.Infrastructure.Events;

/// <summary>Statements of the feed. docs/decisions/0018-events.md explains them.</summary>
internal static class EventStatements
{
    /// <summary>Channel of the notifications of new events.</summary>
    public const string Channel = "concierge_events";

    /// <summary>Maximum number of events of one batch.</summary>
    public const int BatchSize = 1000;

    /// <summary>Locks the feed, so that batches follow one another.</summary>
    public const string Lock = "SELECT 1 FROM event_feed WHERE id = 1 FOR UPDATE";

    /// <summary>
    /// Begins epoch $1 if this is not the database that it was, or if the head of epoch $2 is below $3, which this process has seen.
    /// Returns a row for a new epoch.
    /// </summary>
    /// <remarks>
    /// The identity is the system identifier of the cluster, its timeline and the database. A restored dump has another database, a
    /// promoted standby another timeline. A copy of a data folder has the same ones: the head shows it, or an operator says so.
    /// </remarks>
    public const string Renew = $"""
        WITH renewed AS (
            UPDATE event_feed SET epoch = $1, identity = {Identity}
            WHERE id = 1 AND (identity <> {Identity} OR (epoch = $2 AND last_position < $3))
            RETURNING last_position)
        INSERT INTO event_epochs (epoch, first_position) SELECT $1, last_position + 1 FROM renewed RETURNING 1
        """;

    /// <summary>Begins epoch $1 whatever the database is.</summary>
    public const string RenewAlways = $"""
        WITH renewed AS (
            UPDATE event_feed SET epoch = $1, identity = {Identity} WHERE id = 1 RETURNING last_position)
        INSERT INTO event_epochs (epoch, first_position) SELECT $1, last_position + 1 FROM renewed
        """;

    /// <summary>
    /// Gives positions to the next events of the outbox, of transactions from $1 on. Returns the oldest running transaction, the number of
    /// events, the epoch and the head.
    /// </summary>
    /// <remarks>
    /// Runs in the transaction that holds the lock. $1 keeps deleted rows out of the scan while a long transaction prevents their removal.
    /// <c>seq IN (SELECT ... LIMIT)</c> would be planned as a scan of the whole outbox.
    /// </remarks>
    public const string Stamp = """
        WITH feed AS MATERIALIZED (SELECT last_position FROM event_feed WHERE id = 1),
             upto AS MATERIALIZED (
                 SELECT max(seq) AS seq FROM (
                     SELECT seq FROM event_outbox WHERE xid >= $1::text::xid8 ORDER BY seq LIMIT 1000) f),
             taken AS (
                 DELETE FROM event_outbox WHERE xid >= $1::text::xid8 AND seq <= (SELECT seq FROM upto) RETURNING *),
             numbered AS (SELECT row_number() OVER (ORDER BY seq) AS n, * FROM taken),
             moved AS (
                 INSERT INTO events (position, type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT last_position + n, type, resource_id, user_a, user_b, occurred_at, data FROM numbered, feed),
             counted AS (SELECT count(*) AS n FROM numbered),
             head AS (
                 UPDATE event_feed SET last_position = last_position + counted.n FROM counted WHERE id = 1 AND counted.n > 0
                 RETURNING last_position)
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text, counted.n, (SELECT epoch FROM event_feed WHERE id = 1),
               coalesce((SELECT last_position FROM head), feed.last_position),
               CASE WHEN counted.n > 0 THEN pg_notify('concierge_events', (SELECT last_position FROM head)::text)::text END
        FROM counted, feed
        """;

    /// <summary>Records the head at $1, once a minute: the events up to it are not younger than the mark.</summary>
    public const string Mark = """
        INSERT INTO event_marks (at, position)
        SELECT date_trunc('minute', $1) + interval '1 minute', last_position FROM event_feed WHERE id = 1
        ON CONFLICT (at) DO NOTHING RETURNING 1
        """;

    /// <summary>The epochs, in order, each with the extent of the feed.</summary>
    public const string Extent = """
        SELECT e.epoch, e.first_position, f.oldest_position, f.last_position
        FROM event_feed f CROSS JOIN event_epochs e
        WHERE f.id = 1
        ORDER BY e.first_position, e.epoch = f.epoch
        """;

    /// <summary>
    /// At most $2 events of the types $3 after position $1, with the head. Looks at 10,000 positions, so that a rare type costs no more
    /// than a common one.
    /// </summary>
    public const string Page = """
        SELECT f.last_position, f.epoch, e.position, e.type, e.resource_id, e.user_a, e.user_b, e.occurred_at, e.data::text
        FROM event_feed f LEFT JOIN LATERAL (
            SELECT * FROM events
            WHERE position > $1 AND position <= $1 + 10000 AND type = ANY ($3)
            ORDER BY position LIMIT $2) e ON true
        WHERE f.id = 1
        ORDER BY e.position
        """;

    /// <summary>At most $2 events that name user $3 after position $1, with the head.</summary>
    /// <remarks>PostgreSQL merges two index scans. With <c>OR</c> it would read and sort all events of the user.</remarks>
    public const string UserPage = """
        SELECT f.last_position, f.epoch, e.position, e.type, e.resource_id, e.user_a, e.user_b, e.occurred_at, e.data::text
        FROM event_feed f LEFT JOIN LATERAL (
            (SELECT * FROM events WHERE user_a = $3 AND position > $1 ORDER BY position LIMIT $2)
            UNION ALL
            (SELECT * FROM events WHERE user_b = $3 AND user_a <> $3 AND position > $1 ORDER BY position LIMIT $2)
            ORDER BY position LIMIT $2) e ON true
        WHERE f.id = 1
        ORDER BY e.position
        """;

    /// <summary>All events after position $1, at most $2.</summary>
    public const string Tail = """
        SELECT 0::bigint, '', position, type, resource_id, user_a, user_b, occurred_at, data::text
        FROM events WHERE position > $1 ORDER BY position LIMIT $2
        """;

    /// <summary>The newest mark that is not younger than $1.</summary>
    public const string PlaceAt = "SELECT position FROM event_marks WHERE at <= $1 ORDER BY at DESC LIMIT 1";

    /// <summary>Moves the oldest position past the events that are older than $1.</summary>
    public const string Expire = """
        UPDATE event_feed SET oldest_position = greatest(
            oldest_position, 1 + (SELECT position FROM event_marks WHERE at <= $1 ORDER BY at DESC LIMIT 1))
        WHERE id = 1
        """;

    /// <summary>Deletes at most 10,000 events below the oldest position.</summary>
    public const string DeleteExpired = """
        DELETE FROM events WHERE position < (SELECT oldest_position FROM event_feed WHERE id = 1)
            AND position < (SELECT min(position) FROM events) + 10000
        """;

    /// <summary>Deletes the marks before $1.</summary>
    public const string DeleteMarks = "DELETE FROM event_marks WHERE at < $1";

    private const string Identity =
        "(SELECT system_identifier::text FROM pg_control_system()) || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '/' "
        + "|| (SELECT oid::text FROM pg_database WHERE datname = current_database())";
}
