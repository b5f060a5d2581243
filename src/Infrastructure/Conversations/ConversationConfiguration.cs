using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Conversations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        // The id is derived from the ordered pair of users. The order therefore rules out a second row for the same pair.
        builder.ToTable("conversations", table => table.HasCheckConstraint("ck_conversations_users_in_order", "user_a_id < user_b_id"));
        builder.HasKey(conversation => conversation.Id);
        builder.HasOne<User>().WithMany().HasForeignKey(conversation => conversation.UserAId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_conversations_users_user_a_id");
        builder.HasOne<User>().WithMany().HasForeignKey(conversation => conversation.UserBId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_conversations_users_user_b_id");

        // The latest conversations of a user, from either side.
        builder.HasIndex(conversation => new { conversation.UserAId, conversation.LastActivityAt, conversation.Id });
        builder.HasIndex(conversation => new { conversation.UserBId, conversation.LastActivityAt, conversation.Id });
    }
}
