using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Orders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:btree_gist", ",,")
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    datetime = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    total_fee = table.Column<decimal>(type: "numeric(15,2)", precision: 15, scale: 2, nullable: false),
                    service_ids = table.Column<string[]>(type: "text[]", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.id);
                    table.CheckConstraint("ck_orders_total_fee", "total_fee >= 0");
                });

            migrationBuilder.CreateTable(
                name: "services",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_services", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "slot_window",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false),
                    length = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slot_window", x => x.id);
                    table.CheckConstraint("ck_slot_window_one_row", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "order_slots",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scope_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    during = table.Column<NpgsqlRange<long>>(type: "int8range", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_slots", x => new { x.order_id, x.scope_key });
                    table.CheckConstraint("ck_order_slots_during", "lower(during) IS NOT NULL AND upper(during) IS NOT NULL");
                    table.ForeignKey(
                        name: "fk_order_slots_orders_order_id",
                        column: x => x.order_id,
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "service_uses",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    service_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    datetime = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_uses", x => new { x.order_id, x.service_id });
                    table.ForeignKey(
                        name: "fk_service_uses_orders_order_id",
                        column: x => x.order_id,
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_service_uses_services_service_id",
                        column: x => x.service_id,
                        principalTable: "services",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_orders_datetime_id",
                table: "orders",
                columns: new[] { "datetime", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_service_uses_service_id_datetime_order_id",
                table: "service_uses",
                columns: new[] { "service_id", "datetime", "order_id" });

            // The three-hour window itself: in one scope, no two orders hold times that overlap. See OrderWindow.
            migrationBuilder.Sql(
                "ALTER TABLE order_slots ADD CONSTRAINT ex_order_slots_window EXCLUDE USING gist (scope_key WITH =, during WITH &&)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "order_slots");

            migrationBuilder.DropTable(
                name: "service_uses");

            migrationBuilder.DropTable(
                name: "slot_window");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "services");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:btree_gist", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");
        }
    }
}
