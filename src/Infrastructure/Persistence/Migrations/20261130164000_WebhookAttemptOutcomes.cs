using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <summary>Lists the attempts that succeeded by an index, as those that failed.</summary>
    public partial class WebhookAttemptOutcomes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            CREATE INDEX ix_webhook_attempts_outcome ON webhook_attempts (endpoint_id, (error IS NULL), id);
            DROP INDEX ix_webhook_attempts_failed;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            CREATE INDEX ix_webhook_attempts_failed ON webhook_attempts (endpoint_id, id) WHERE error IS NOT NULL;
            DROP INDEX ix_webhook_attempts_outcome;
            """);
    }
}
