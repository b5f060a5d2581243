using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Concierge.Infrastructure.Orders;

/// <summary>That an order has a service: keeps the service from being deleted, and finds a service's orders by time.</summary>
internal sealed class ServiceUse
{
    public OrderId OrderId { get; init; }

    public ServiceId ServiceId { get; init; }

    /// <summary>The order's.</summary>
    public DateTimeOffset Datetime { get; init; }
}

/// <summary>A time that an order holds; see <see cref="OrderWindow.SlotOf"/> and <see cref="OrderWindow.ScopeKeys"/>.</summary>
internal sealed class OrderSlot
{
    public OrderId OrderId { get; init; }

    public string ScopeKey { get; init; } = "";

    /// <summary>In milliseconds since 1970.</summary>
    public NpgsqlRange<long> During { get; init; }
}

/// <summary>The window and scope for which the slots were made: one row.</summary>
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
        builder.HasOne<Service>().WithMany().HasForeignKey(use => use.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(use => new { use.ServiceId, use.Datetime, use.OrderId });
    }

    public void Configure(EntityTypeBuilder<OrderSlot> builder)
    {
        // The exclusion constraint that makes the window true, ex_order_slots_window, stands in the migration: EF Core has no word for it.
        // Two things would slip past it, and are kept out here: a NULL, and a range that is empty.
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
