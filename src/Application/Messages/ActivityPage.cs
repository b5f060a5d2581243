using Concierge.Application.Paging;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Messages;

/// <summary>Reads pages of a user's own lists that are ordered by latest activity.</summary>
internal static class ActivityPage
{
    /// <summary>Reads at most <paramref name="count"/> items older than <paramref name="before"/>.</summary>
    public delegate Task<IReadOnlyList<Positioned<T>>> Read<T>(
        UserId user, MessageId before, int count, CancellationToken cancellationToken);

    public static async Task<Result<Page<T>>> ReadAsync<T>(
        string list,
        UserId user,
        int limit,
        string? cursor,
        Actor actor,
        IUserReader users,
        Read<T> read,
        CancellationToken cancellationToken)
    {
        if (!actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        var scope = new CursorScope(list, user);
        if (!scope.TryRead(cursor, MessageId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var rows = await read(user, position is null ? MessageId.Last : MessageId.From(position), limit + 1, cancellationToken);
        if (rows.Count == 0 && await users.FindUnknownAsync(cancellationToken, (user, "/id")) is { } unknown)
        {
            return unknown;
        }

        return Page.Of(rows, limit, scope, row => row.Item, row => row.Position.ToString());
    }
}
