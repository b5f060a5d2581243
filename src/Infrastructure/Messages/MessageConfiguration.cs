using Concierge.Domain.Conversations;
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

        // A conversation is one shard, and its messages are in order.
        builder.HasKey(message => new { message.ConversationId, message.Position });
        builder.Ignore(message => message.Id);
        builder.Property(message => message.Position).ValueGeneratedNever();
        builder.Property(message => message.Version).IsConcurrencyToken();
        builder.Property(message => message.LikedBy).UseCollation("C");

        // The conversation references both users. Foreign keys to them here would repeat that check with every send.
        builder.HasOne<Conversation>().WithMany().HasForeignKey(message => message.ConversationId).OnDelete(DeleteBehavior.Restrict);

        // The list of all messages. The condition is always true, but only a query that repeats it can use the index. Without it, the
        // planner sometimes scans everybody's messages for those of one user (docs/decisions/0008).
        builder.HasIndex(message => new { message.CreatedAt, message.ConversationId, message.Position }).HasFilter("version > 0");

        // The messages that a user sent or received.
        builder.HasIndex(message => new { message.SenderId, message.CreatedAt, message.ConversationId, message.Position });
        builder.HasIndex(message => new { message.RecipientId, message.CreatedAt, message.ConversationId, message.Position });

        // The unread count: reads only the rows that it counts, regardless of what the user sent.
        builder.HasIndex(message => new { message.ConversationId, message.RecipientId, message.Position });
    }
}
