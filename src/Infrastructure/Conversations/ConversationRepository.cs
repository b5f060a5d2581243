using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Conversations;

internal sealed class ConversationRepository(ConciergeDbContext context) : IConversationRepository
{
    /// <summary>Moves the read position of user $1 in conversation $2 forward to $3, if the conversation has that many messages.</summary>
    private const string MarkRead = """
        UPDATE conversations
        SET read_position_a = CASE user_a_id WHEN $1 THEN greatest(read_position_a, $3) ELSE read_position_a END,
            read_position_b = CASE user_b_id WHEN $1 THEN greatest(read_position_b, $3) ELSE read_position_b END
        WHERE id = $2 AND last_position >= $3
        """;

    public async Task<bool> MarkReadAsync(
        ConversationId conversation, UserId reader, long position, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(MarkRead, [Value(reader.Value), Value(conversation.Value), Value(position)], cancellationToken) == 1;
}
