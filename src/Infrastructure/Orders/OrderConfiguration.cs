using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("orders", table => table.HasCheckConstraint("ck_orders_total_fee", "total_fee >= 0"));
        builder.HasKey(order => order.Id);
        builder.Property(order => order.TotalFee).HasPrecision(15, TotalFee.MaxDecimals);
        builder.Property(order => order.Stamp).HasDefaultValueSql("gen_random_uuid()");
        builder.Property(order => order.Version).IsConcurrencyToken();
        builder.Property(order => order.Metadata).IsJsonPairs().HasDefaultValueSql("'{}'");

        // jsonb, because the reader asks for its keys. Empty where a version that did not store names wrote the order.
        builder.Property(order => order.ServiceNames).IsJsonPairs().HasColumnType("jsonb").HasDefaultValueSql("'{}'");
        builder.Ignore(order => order.Services);
        builder.PrimitiveCollection(order => order.ServiceIds).UseCollation("C").ElementType().HasConversion<ServiceIdConverter>();

        // The list of all orders, by time.
        builder.HasIndex(order => new { order.Datetime, order.Id });
    }
}
