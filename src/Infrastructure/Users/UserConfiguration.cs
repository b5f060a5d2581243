using System.Text.Json;
using Concierge.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Users;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(user => user.Id);
        builder.Property(user => user.Version).IsConcurrencyToken();
        builder.Property(user => user.Status)
            .HasConversion(status => status.ToString().ToLowerInvariant(), text => Enum.Parse<UserStatus>(text, ignoreCase: true));

        // json, not jsonb: it keeps the order of the pairs, so equal ETags mean equal bytes.
        builder.Property(user => user.Metadata).HasColumnType("json").HasConversion(
            pairs => JsonSerializer.Serialize(pairs, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyDictionary<string, string>>(
                (left, right) => ReferenceEquals(left, right), pairs => pairs.Count, pairs => pairs));

        // Finds a substring of a name without reading all names.
        builder.HasIndex(user => user.SearchName).HasMethod("gin").HasOperators("gin_trgm_ops");
    }
}
