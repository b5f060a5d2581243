using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <summary>Sends the events of the feed to endpoints of backends (docs/decisions/0020-webhooks.md).</summary>
    public partial class Webhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "webhook_endpoints",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    types = table.Column<string[]>(type: "text[]", nullable: true),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    status_reason = table.Column<string>(type: "text", nullable: true),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    failing_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stamp = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_endpoints", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_secrets",
                columns: table => new
                {
                    endpoint_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    sealed_with = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_secrets", x => new { x.endpoint_id, x.id });
                    table.ForeignKey(
                        name: "fk_webhook_secrets_webhook_endpoints_endpoint_id",
                        column: x => x.endpoint_id,
                        principalTable: "webhook_endpoints",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("""
                ALTER TABLE webhook_endpoints ADD COLUMN leased_by uuid, ADD COLUMN leased_until timestamptz;

                CREATE TABLE webhook_deliveries (
                    endpoint_id uuid NOT NULL,
                    position bigint NOT NULL,
                    status text NOT NULL,
                    attempts integer NOT NULL DEFAULT 0,
                    step integer NOT NULL DEFAULT 0,
                    is_manual boolean NOT NULL DEFAULT false,
                    due_at timestamptz,
                    begun_until timestamptz,
                    updated_at timestamptz NOT NULL,
                    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (endpoint_id, position))
                WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
                CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at) WHERE due_at IS NOT NULL;
                CREATE INDEX ix_webhook_deliveries_status ON webhook_deliveries (endpoint_id, status, position);

                CREATE TABLE webhook_attempts (
                    endpoint_id uuid NOT NULL,
                    id uuid NOT NULL,
                    position bigint,
                    number integer NOT NULL,
                    trigger text NOT NULL,
                    at timestamptz NOT NULL,
                    duration_ms integer NOT NULL,
                    status_code integer,
                    error text,
                    response text,
                    CONSTRAINT pk_webhook_attempts PRIMARY KEY (endpoint_id, id));
                CREATE INDEX ix_webhook_attempts_position ON webhook_attempts (endpoint_id, position, id);
                CREATE INDEX ix_webhook_attempts_failed ON webhook_attempts (endpoint_id, id) WHERE error IS NOT NULL;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE webhook_attempts, webhook_deliveries;");

            migrationBuilder.DropTable(
                name: "webhook_secrets");

            migrationBuilder.DropTable(
                name: "webhook_endpoints");
        }
    }
}
