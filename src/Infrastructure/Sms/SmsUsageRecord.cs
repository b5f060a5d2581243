using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Sms;

/// <summary>Counts the messages that were accepted from a backend, or to a number, in a period.</summary>
internal sealed class SmsUsageRecord
{
    /// <summary>The backend, or the blind index of the number.</summary>
    public string Key { get; init; } = "";

    /// <summary>End of the period.</summary>
    public DateTimeOffset EndsAt { get; init; }

    public int Count { get; init; }
}

internal sealed class SmsUsageConfiguration : IEntityTypeConfiguration<SmsUsageRecord>
{
    public void Configure(EntityTypeBuilder<SmsUsageRecord> builder)
    {
        builder.ToTable("sms_usage");
        builder.HasKey(usage => new { usage.Key, usage.EndsAt });
        builder.Property(usage => usage.Key).UseCollation("C");
        builder.HasIndex(usage => usage.EndsAt);
    }
}
