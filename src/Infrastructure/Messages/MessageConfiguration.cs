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
            table.HasCheckConstraint(
                "ck_messages_liked_by_participants", "liked_by <@ ARRAY[sender_id, recipient_id] AND cardinality(liked_by) <= 2");
        });

        // Clusters the messages of a conversation, in order, and on one shard.
        builder.HasKey(message => new { message.ConversationId, message.Id });
        builder.Property(message => message.Version).IsConcurrencyToken();
        builder.Property(message => message.LikedBy).UseCollation("C");

        // The conversation references both users. Foreign keys to them here would repeat that check with every send.
        builder.HasOne<Conversation>().WithMany().HasForeignKey(message => message.ConversationId).OnDelete(DeleteBehavior.Restrict);

        // The point read, and the list of all messages. The condition is always true, but only a query that repeats it can use the index.
        // Without it, the planner sometimes scans everybody's messages for those of one conversation or user (docs/decisions/0008).
        builder.HasIndex(message => message.Id).HasFilter("version > 0");

        // The messages that a user sent or received.
        builder.HasIndex(message => new { message.SenderId, message.Id });
        builder.HasIndex(message => new { message.RecipientId, message.Id });

        // The unread count: reads only the rows that it counts, regardless of what the user sent.
        builder.HasIndex(message => new { message.ConversationId, message.RecipientId, message.Id });
    }
}
