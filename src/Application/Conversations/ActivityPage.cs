using Concierge.Application.Paging;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;

namespace Concierge.Application.Conversations;

/// <summary>Reads pages of a user's own lists that are ordered by latest activity.</summary>
internal static class ActivityPage
{
    /// <summary>Reads a slice, latest activity first.</summary>
    public delegate Task<IReadOnlyList<Active<T>>> Read<T>(UserId user, ActivitySlice slice, CancellationToken cancellationToken)
        where T : ISized;

    public static async Task<Result<Page<T>>> ReadAsync<T>(
        string list,
        UserId user,
        PageLimit limit,
        string? cursor,
        Actor actor,
        IUserReader users,
        Read<T> read,
        CancellationToken cancellationToken)
        where T : ISized
    {
        if (!actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        var scope = new CursorScope(list, user);
        if (!scope.TryRead(cursor, text => TimePosition.IsValid(text, ConversationId.IsValid), out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var rows = await read(user, ActivitySlice.After(position, limit), cancellationToken);
        if (rows.Count == 0 && await users.FindUnknownAsync(cancellationToken, (user, "/id")) is { } unknown)
        {
            return unknown;
        }

        return Page.Of(
            rows, limit, scope, row => row.Item, row => new TimePosition(row.LastActivityAt, row.Conversation.ToString()).ToString());
    }
}
