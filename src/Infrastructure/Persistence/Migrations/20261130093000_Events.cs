using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <summary>Stores an event for each change (docs/decisions/0018-events.md).</summary>
    public partial class Events : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            CREATE TABLE event_outbox (
                xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
                seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
                type text NOT NULL,
                resource_id text NOT NULL,
                user_a text COLLATE "C",
                user_b text COLLATE "C",
                occurred_at timestamptz NOT NULL,
                data json NOT NULL,
                CONSTRAINT pk_event_outbox PRIMARY KEY (xid, seq))
            WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

            CREATE TABLE events (
                position bigint NOT NULL,
                type text NOT NULL,
                resource_id text NOT NULL,
                user_a text COLLATE "C",
                user_b text COLLATE "C",
                occurred_at timestamptz NOT NULL,
                data json NOT NULL,
                CONSTRAINT pk_events PRIMARY KEY (position));
            CREATE INDEX ix_events_user_a_position ON events (user_a, position) WHERE user_a IS NOT NULL;
            CREATE INDEX ix_events_user_b_position ON events (user_b, position) WHERE user_b IS NOT NULL;

            CREATE TABLE event_feed (
                id integer NOT NULL,
                epoch text NOT NULL,
                identity text NOT NULL,
                last_position bigint NOT NULL,
                oldest_position bigint NOT NULL,
                CONSTRAINT pk_event_feed PRIMARY KEY (id),
                CONSTRAINT ck_event_feed_one_row CHECK (id = 1));

            CREATE TABLE event_epochs (
                epoch text NOT NULL,
                first_position bigint NOT NULL,
                CONSTRAINT pk_event_epochs PRIMARY KEY (epoch));

            CREATE TABLE event_marks (
                at timestamptz NOT NULL,
                position bigint NOT NULL,
                CONSTRAINT pk_event_marks PRIMARY KEY (at));

            INSERT INTO event_feed (id, epoch, identity, last_position, oldest_position)
            SELECT 1, substr(md5(gen_random_uuid()::text), 1, 4),
                   (SELECT system_identifier::text FROM pg_control_system()) || '/'
                       || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '/'
                       || (SELECT oid::text FROM pg_database WHERE datname = current_database()),
                   0, 1;
            INSERT INTO event_epochs (epoch, first_position) SELECT epoch, 0 FROM event_feed;

            ALTER TABLE service_keys ADD COLUMN expiry_recorded boolean NOT NULL DEFAULT false;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            ALTER TABLE service_keys DROP COLUMN expiry_recorded;
            DROP TABLE event_marks, event_epochs, event_feed, events, event_outbox;
            """);
    }
}
