using Concierge.Domain.Access;
using Concierge.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Access;

internal sealed class UserTokenConfiguration : IEntityTypeConfiguration<UserToken>
{
    public void Configure(EntityTypeBuilder<UserToken> builder)
    {
        builder.ToTable("user_tokens");

        // The generation comes before the id, so that a list reads no token that a revocation of all tokens invalidated.
        builder.HasKey(token => new { token.UserId, token.Generation, token.Id });
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId);
        builder.HasIndex(token => token.ExpiresAt);
    }
}
