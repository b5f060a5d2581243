using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class BookedServices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "active",
                table: "services",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "metadata",
                table: "orders",
                type: "json",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "service_names",
                table: "orders",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            // Earlier versions showed the current names. Existing orders keep the names of now.
            migrationBuilder.Sql("""
                UPDATE orders o SET service_names = (SELECT jsonb_object_agg(s.id, s.name) FROM services s WHERE s.id = ANY (o.service_ids))
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "active",
                table: "services");

            migrationBuilder.DropColumn(
                name: "metadata",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "service_names",
                table: "orders");
        }
    }
}
