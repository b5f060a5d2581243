using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Idempotency;

/// <summary>The answer that a POST with an <c>Idempotency-Key</c> got.</summary>
internal sealed class IdempotencyRecord
{
    /// <summary>A digest of caller and key.</summary>
    public required byte[] Id { get; init; }

    /// <summary>Tells another request under the same key.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The answer, sealed with a key that only the request itself yields.</summary>
    public required byte[] Response { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable("idempotency_records");
        builder.HasKey(record => record.Id);
        builder.HasIndex(record => record.ExpiresAt);
    }
}
