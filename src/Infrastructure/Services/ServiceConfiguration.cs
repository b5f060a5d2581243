using Concierge.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Services;

internal sealed class ServiceConfiguration : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.ToTable("services");
        builder.HasKey(service => service.Id);
        builder.Property(service => service.IsActive).HasColumnName("active").HasDefaultValue(true).HasSentinel(true);
        builder.Property(service => service.Stamp).HasDefaultValueSql("gen_random_uuid()");
        builder.Property(service => service.Version).IsConcurrencyToken();
    }
}
