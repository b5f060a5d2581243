using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Users;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(user => user.Id);
        builder.Property(user => user.Stamp).HasDefaultValueSql("gen_random_uuid()");
        builder.Property(user => user.Version).IsConcurrencyToken();
        builder.Property(user => user.Status)
            .HasConversion(status => status.ToString().ToLowerInvariant(), text => Enum.Parse<UserStatus>(text, ignoreCase: true));

        builder.Property(user => user.Metadata).IsJsonPairs();

        // fold_name is a function of the database (docs/decisions/0017-folded-names.md). The index finds a substring without reading all
        // names.
        builder.Property(user => user.SearchName).HasComputedColumnSql("fold_name(name)", stored: true);
        builder.HasIndex(user => user.SearchName).HasMethod("gin").HasOperators("gin_trgm_ops");
    }
}
