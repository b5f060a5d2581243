using Concierge.Domain.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Messages;

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("messages", table =>
        {
            table.HasCheckConstraint("ck_messages_two_users", "sender_id <> recipient_id");
            table.HasCheckConstraint("ck_messages_version", "version > 0");
            table.HasCheckConstraint("ck_messages_deleted_has_no_body", "(body IS NULL) = (deleted_at IS NOT NULL)");
            table.HasCheckConstraint("ck_messages_liked_by_participants", "liked_by <@ ARRAY[sender_id, recipient_id] AND cardinality(liked_by) <= 2");
        });

        // A conversation's messages lie together, in order, and on one shard.
        builder.HasKey(message => new { message.ConversationId, message.Id });
        builder.Property(message => message.Version).IsConcurrencyToken();
        builder.Property(message => message.LikedBy).UseCollation("C");

        // The conversation's row vouches for both users; two more foreign keys here would check on every send what it says already.
        builder.HasOne<Conversation>().WithMany().HasForeignKey(message => message.ConversationId).OnDelete(DeleteBehavior.Restrict);

        // The point read, and everything for a service. The condition holds for every row; only a query that repeats it can use the index. Without it,
        // the planner would now and then look for one conversation's or one user's messages by walking through everybody's (decision 0008).
        builder.HasIndex(message => message.Id).HasFilter("version > 0");

        // What one user sent and received.
        builder.HasIndex(message => new { message.SenderId, message.Id });
        builder.HasIndex(message => new { message.RecipientId, message.Id });

        // The unread count: reads no more rows than it counts, whatever the user has sent since.
        builder.HasIndex(message => new { message.ConversationId, message.RecipientId, message.Id });
    }
}
