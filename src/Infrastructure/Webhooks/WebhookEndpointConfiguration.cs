using Concierge.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Webhooks;

/// <summary>
/// Tables of endpoints and secrets. The columns of the lease, and the tables of deliveries and attempts, are only in the migration: nothing
/// but hand-written statements uses them.
/// </summary>
internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>, IEntityTypeConfiguration<WebhookSecret>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
    {
        builder.ToTable("webhook_endpoints");
        builder.HasKey(endpoint => endpoint.Id);
        builder.Property(endpoint => endpoint.Version).IsConcurrencyToken();
        builder.Property(endpoint => endpoint.Status)
            .HasConversion(status => status.ToString().ToLowerInvariant(), text => Enum.Parse<WebhookStatus>(text, ignoreCase: true));
        builder.Property(endpoint => endpoint.StatusReason).HasConversion(
            reason => reason!.Value.ToString().ToLowerInvariant(), text => Enum.Parse<WebhookStatusReason>(text, ignoreCase: true));
    }

    public void Configure(EntityTypeBuilder<WebhookSecret> builder)
    {
        builder.ToTable("webhook_secrets");
        builder.HasKey(secret => new { secret.EndpointId, secret.Id });
        builder.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(secret => secret.EndpointId).OnDelete(DeleteBehavior.Cascade);
    }
}
