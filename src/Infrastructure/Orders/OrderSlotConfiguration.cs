using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Concierge.Infrastructure.Orders;

/// <summary>A service of an order. Prevents the deletion of the service, and is the index of its orders by time.</summary>
internal sealed class ServiceUse
{
    public OrderId OrderId { get; init; }

    public ServiceId ServiceId { get; init; }

    /// <summary>Time of the order.</summary>
    public DateTimeOffset Datetime { get; init; }
}

/// <summary>Slot that an order occupies in a scope; see <see cref="OrderWindow.SlotOf"/> and <see cref="OrderWindow.ScopeKeys"/>.</summary>
internal sealed class OrderSlot
{
    public OrderId OrderId { get; init; }

    public string ScopeKey { get; init; } = "";

    /// <summary>In Unix milliseconds.</summary>
    public NpgsqlRange<long> During { get; init; }
}

/// <summary>The window for which the slots were computed. The table has one row.</summary>
internal sealed class SlotWindow
{
    public int Id { get; init; }

    public WindowScope Scope { get; init; }

    /// <summary>In milliseconds.</summary>
    public long Length { get; init; }
}

internal sealed class OrderSlotConfiguration :
    IEntityTypeConfiguration<ServiceUse>, IEntityTypeConfiguration<OrderSlot>, IEntityTypeConfiguration<SlotWindow>
{
    public void Configure(EntityTypeBuilder<ServiceUse> builder)
    {
        builder.ToTable("service_uses");
        builder.HasKey(use => new { use.OrderId, use.ServiceId });
        builder.HasOne<Order>().WithMany().HasForeignKey(use => use.OrderId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Service>().WithMany().HasForeignKey(use => use.ServiceId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_service_uses_services_service_id");
        builder.HasIndex(use => new { use.ServiceId, use.Datetime, use.OrderId });
    }

    public void Configure(EntityTypeBuilder<OrderSlot> builder)
    {
        // EF Core cannot express the exclusion constraint ex_order_slots_window, which enforces the window: the migration creates it.
        // An empty range overlaps nothing and would pass it. Its bounds are NULL, so this check refuses it.
        builder.ToTable("order_slots", table => table.HasCheckConstraint(
            "ck_order_slots_during", "lower(during) IS NOT NULL AND upper(during) IS NOT NULL"));
        builder.HasKey(slot => new { slot.OrderId, slot.ScopeKey });
        builder.Property(slot => slot.ScopeKey).UseCollation("C");
        builder.HasOne<Order>().WithMany().HasForeignKey(slot => slot.OrderId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<SlotWindow> builder)
    {
        builder.ToTable("slot_window", table => table.HasCheckConstraint("ck_slot_window_one_row", $"id = {OrderSlots.WindowRow}"));
        builder.Property(window => window.Id).ValueGeneratedNever();
        builder.Property(window => window.Scope).HasConversion<string>();
    }
}
