using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Idempotency;

/// <summary>The stored response to a POST with an <c>Idempotency-Key</c>.</summary>
internal sealed class IdempotencyRecord
{
    /// <summary>Digest of the caller and the key.</summary>
    public required byte[] Id { get; init; }

    /// <summary>Digest of the request. A different one under the same key is refused.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The response, encrypted with a key that is derived from the request.</summary>
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
