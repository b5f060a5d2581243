using Concierge.Domain.Audit;
using Concierge.Domain.Callers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Audit;

internal sealed class AuditRecordConfiguration : IEntityTypeConfiguration<AuditRecord>
{
    public void Configure(EntityTypeBuilder<AuditRecord> builder)
    {
        builder.ToTable("audit_records");
        builder.HasKey(record => record.Id);
        builder.Property(record => record.CallerKind)
            .HasConversion(kind => kind.ToString().ToLowerInvariant(), text => Enum.Parse<CallerKind>(text, ignoreCase: true));
        builder.HasIndex(record => new { record.Target, record.Id });
        builder.HasIndex(record => new { record.CallerName, record.Id });
        builder.HasIndex(record => record.At);
    }
}
