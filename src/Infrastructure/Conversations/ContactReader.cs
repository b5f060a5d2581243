using Concierge.Application.Conversations;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Conversations;

internal sealed class ContactReader(ConciergeDbContext context) : IContactReader
{
    /// <summary>The peers of the $4 latest conversations of user $1 before time $2 and id $3, latest first.</summary>
    /// <remarks>PostgreSQL merges two index scans. With <c>OR</c> it would read and sort all conversations of the user.</remarks>
    private const string Peers = """
        (SELECT user_b_id, last_activity_at, id
         FROM conversations
         WHERE user_a_id = $1 AND (last_activity_at, id) < ($2, $3)
         ORDER BY last_activity_at DESC, id DESC LIMIT $4)
        UNION ALL
        (SELECT user_a_id, last_activity_at, id
         FROM conversations
         WHERE user_b_id = $1 AND (last_activity_at, id) < ($2, $3)
         ORDER BY last_activity_at DESC, id DESC LIMIT $4)
        ORDER BY last_activity_at DESC, id DESC LIMIT $4
        """;

    public async Task<IReadOnlyList<Active<PeerDto>>> ListAsync(UserId user, ActivitySlice slice, CancellationToken cancellationToken)
    {
        var peers = await context.QueryAsync(
            Peers,
            [Value(user.Value), Value(slice.Before), Value(slice.BeforeId.Value), Value(slice.Limit.Rows)],
            static row => (
                Id: UserId.From(row.GetString(0)),
                LastActivityAt: row.GetFieldValue<DateTimeOffset>(1),
                Conversation: new ConversationId(row.GetGuid(2))),
            cancellationToken);
        var ids = peers.ConvertAll(peer => peer.Id);
        var users = await context.Set<User>().Where(peer => ids.Contains(peer.Id))
            .Select(peer => new PeerDto(peer.Id.Value, peer.Name, peer.Status)).ToDictionaryAsync(peer => peer.Id, cancellationToken);
        return peers.ConvertAll(
            peer => new Active<PeerDto>(users[peer.Id.Value], peer.LastActivityAt, peer.Conversation));
    }
}
