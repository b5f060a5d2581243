namespace Concierge.Domain.Access;

/// <summary>Permissions of a caller's credentials, under the names used in keys, in the OpenAPI document and in errors.</summary>
public static class Scopes
{
    /// <summary>Reads and changes users. Includes <see cref="UsersRead"/>.</summary>
    public const string Users = "users";

    public const string UsersRead = "users:read";

    /// <summary>Reads and changes messages and conversations. Includes <see cref="MessagesRead"/>.</summary>
    public const string Messages = "messages";

    public const string MessagesRead = "messages:read";

    /// <summary>Reads and changes services, orders and availability. Includes <see cref="OrdersRead"/>.</summary>
    public const string Orders = "orders";

    /// <summary>Reads services, orders and availability.</summary>
    public const string OrdersRead = "orders:read";

    public const string Sms = "sms";

    /// <summary>Mints, lists and revokes user tokens. A token allows at most what its minter may do.</summary>
    public const string Tokens = "tokens";

    /// <summary>Manages webhook endpoints.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Manages service keys, and can therefore obtain every other scope. Includes <see cref="Webhooks"/>.</summary>
    public const string Admin = "admin";

    private static readonly (string Held, string Needed)[] Included =
        [(Users, UsersRead), (Messages, MessagesRead), (Orders, OrdersRead), (Admin, Webhooks)];

    public static IReadOnlyList<string> All { get; } =
        [Users, UsersRead, Messages, MessagesRead, Orders, OrdersRead, Sms, Tokens, Webhooks, Admin];

    /// <summary>Scopes that a user token can carry. The ownership rules apply in addition.</summary>
    public static IReadOnlyList<string> OfUsers { get; } = [Users, UsersRead, Messages, MessagesRead, OrdersRead];

    /// <summary>Returns whether the scope <paramref name="held"/> grants <paramref name="needed"/>.</summary>
    public static bool Includes(string held, string needed) => held == needed || Included.Contains((held, needed));

    /// <summary>Returns whether one of the scopes grants <paramref name="needed"/>.</summary>
    public static bool Include(IEnumerable<string> held, string needed) => held.Any(scope => Includes(scope, needed));

    /// <summary>Returns the scopes of users that a minter can pass on, without those that another one of them includes.</summary>
    public static IReadOnlyList<string> PassedOnBy(IReadOnlyCollection<string> minter)
    {
        var granted = OfUsers.Where(scope => Include(minter, scope)).ToList();
        return [.. granted.Where(scope => !Include(granted.Where(other => other != scope), scope))];
    }
}
