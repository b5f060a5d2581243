using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <summary>
    /// Adds the order and the fairness of the queue of SMS messages, and what reports, retention and limits need. The release before this
    /// one keeps running: its messages get a place in the queue by default.
    /// </summary>
    public partial class SmsQueue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "sms_queue");

            migrationBuilder.AddColumn<string>(
                name: "backend",
                table: "sms_messages",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "held_until",
                table: "sms_messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "holds_until",
                table: "sms_messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "metadata",
                table: "sms_messages",
                type: "json",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "provider_reference",
                table: "sms_messages",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "queue_position",
                table: "sms_messages",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "redacted_at",
                table: "sms_messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "report_due_at",
                table: "sms_messages",
                type: "timestamp with time zone",
                nullable: true);

            // A volatile default in ADD COLUMN would rewrite the table. Only messages in the queue need a place. Those that are scheduled get
            // one when they are due.
            migrationBuilder.Sql("""
                UPDATE sms_messages m SET queue_position = q.position
                FROM (SELECT id, nextval('sms_queue') AS position
                      FROM (SELECT id FROM sms_messages WHERE due_at IS NOT NULL AND status <> 'scheduled' ORDER BY id) live) q
                WHERE m.id = q.id;
                ALTER TABLE sms_messages ALTER COLUMN queue_position SET DEFAULT nextval('sms_queue');
                CREATE INDEX ix_sms_messages_queue ON sms_messages (sealed_with, backend, (greatest(due_at, held_until)), id)
                    WHERE due_at IS NOT NULL AND queue_position > 0 AND status IN ('scheduled', 'queued', 'sending');
                """);

            migrationBuilder.CreateTable(
                name: "sms_usage",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sms_usage", x => new { x.key, x.ends_at });
                });

            migrationBuilder.CreateIndex(
                name: "ix_sms_messages_scheduled",
                table: "sms_messages",
                columns: new[] { "due_at", "id" },
                filter: "due_at IS NOT NULL AND queue_position = 0");

            migrationBuilder.CreateIndex(
                name: "ix_sms_messages_not_redacted",
                table: "sms_messages",
                column: "id",
                filter: "redacted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sms_messages_phone_index_queue_position",
                table: "sms_messages",
                columns: new[] { "phone_index", "queue_position" },
                filter: "due_at IS NOT NULL AND queue_position > 0 AND status IN ('scheduled', 'queued', 'sending')");

            migrationBuilder.CreateIndex(
                name: "ix_sms_messages_report_due_at",
                table: "sms_messages",
                column: "report_due_at",
                filter: "status = 'sent'");

            migrationBuilder.CreateIndex(
                name: "ix_sms_usage_ends_at",
                table: "sms_usage",
                column: "ends_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sms_usage");

            migrationBuilder.DropIndex(
                name: "ix_sms_messages_scheduled",
                table: "sms_messages");

            migrationBuilder.DropIndex(
                name: "ix_sms_messages_not_redacted",
                table: "sms_messages");

            migrationBuilder.DropIndex(
                name: "ix_sms_messages_phone_index_queue_position",
                table: "sms_messages");

            migrationBuilder.DropIndex(
                name: "ix_sms_messages_report_due_at",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "backend",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "held_until",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "holds_until",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "metadata",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "provider_reference",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "queue_position",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "redacted_at",
                table: "sms_messages");

            migrationBuilder.DropColumn(
                name: "report_due_at",
                table: "sms_messages");

            migrationBuilder.DropSequence(
                name: "sms_queue");
        }
    }
}
