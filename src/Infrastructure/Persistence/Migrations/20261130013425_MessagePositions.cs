using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <summary>
    /// Numbers the messages of each conversation in their old order. Message ids change, so every replica must stop for this migration.
    /// </summary>
    public partial class MessagePositions : Migration
    {
        /// <summary>
        /// The position of a message that a read marker named is the number of messages up to it. A copy of the table is faster than an
        /// update of every row, and leaves no dead rows behind.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            LOCK TABLE conversations, messages IN ACCESS EXCLUSIVE MODE;

            ALTER TABLE conversations
                ADD COLUMN last_position bigint,
                ADD COLUMN read_position_a bigint,
                ADD COLUMN read_position_b bigint;
            UPDATE conversations c SET
                last_position = (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id),
                read_position_a = (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.id <= c.read_by_a),
                read_position_b = (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.id <= c.read_by_b),
                last_activity_at = greatest(
                    c.last_activity_at,
                    (SELECT m.created_at FROM messages m WHERE m.conversation_id = c.id ORDER BY m.id DESC LIMIT 1));
            DROP INDEX ix_conversations_user_a_id_last_message_id, ix_conversations_user_b_id_last_message_id;
            ALTER TABLE conversations
                DROP COLUMN last_message_id,
                DROP COLUMN read_by_a,
                DROP COLUMN read_by_b,
                ALTER COLUMN last_position SET NOT NULL,
                ALTER COLUMN read_position_a SET NOT NULL,
                ALTER COLUMN read_position_b SET NOT NULL;
            CREATE INDEX ix_conversations_user_a_id_last_activity_at_id ON conversations (user_a_id, last_activity_at, id);
            CREATE INDEX ix_conversations_user_b_id_last_activity_at_id ON conversations (user_b_id, last_activity_at, id);

            CREATE TABLE numbered_messages (
                conversation_id uuid NOT NULL,
                position bigint NOT NULL,
                sender_id text COLLATE "C" NOT NULL,
                recipient_id text COLLATE "C" NOT NULL,
                body text,
                liked_by text[] COLLATE "C" NOT NULL,
                created_at timestamp with time zone NOT NULL,
                edited_at timestamp with time zone,
                deleted_at timestamp with time zone,
                version integer NOT NULL
            );
            INSERT INTO numbered_messages
                (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version)
            SELECT conversation_id, row_number() OVER (PARTITION BY conversation_id ORDER BY id),
                   sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at, version
            FROM messages;
            DROP TABLE messages;
            ALTER TABLE numbered_messages RENAME TO messages;
            ALTER TABLE messages
                ADD CONSTRAINT pk_messages PRIMARY KEY (conversation_id, position),
                ADD CONSTRAINT ck_messages_deleted_has_no_body CHECK ((body IS NULL) = (deleted_at IS NOT NULL)),
                ADD CONSTRAINT ck_messages_liked_by_participants
                    CHECK (liked_by <@ ARRAY[sender_id, recipient_id] AND cardinality(liked_by) <= 2),
                ADD CONSTRAINT ck_messages_two_users CHECK (sender_id <> recipient_id),
                ADD CONSTRAINT ck_messages_version CHECK (version > 0),
                ADD CONSTRAINT fk_messages_conversations_conversation_id
                    FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE RESTRICT;
            CREATE INDEX ix_messages_created_at_conversation_id_position ON messages (created_at, conversation_id, position)
                WHERE version > 0;
            CREATE INDEX ix_messages_sender_id_created_at_conversation_id_position
                ON messages (sender_id, created_at, conversation_id, position);
            CREATE INDEX ix_messages_recipient_id_created_at_conversation_id_position
                ON messages (recipient_id, created_at, conversation_id, position);
            CREATE INDEX ix_messages_conversation_id_recipient_id_position ON messages (conversation_id, recipient_id, position);
            ANALYZE conversations, messages;
            """);

        /// <exception cref="System.NotSupportedException">Always. The old ids of the messages are gone.</exception>
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("The old ids of the messages are gone. Restore a backup instead.");
    }
}
