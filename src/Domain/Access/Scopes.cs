namespace Concierge.Domain.Access;

/// <summary>Permissions of a caller's credentials, under the names used in keys, in the OpenAPI document and in errors.</summary>
public static class Scopes
{
    public const string Users = "users";

    public const string Messages = "messages";

    /// <summary>Reads and changes services, orders and availability. Includes <see cref="OrdersRead"/>.</summary>
    public const string Orders = "orders";

    /// <summary>Reads services, orders and availability.</summary>
    public const string OrdersRead = "orders:read";

    public const string Sms = "sms";

    /// <summary>Mints and revokes user tokens.</summary>
    public const string Tokens = "tokens";

    /// <summary>Manages service keys, and can therefore obtain every other scope.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Users, Messages, Orders, OrdersRead, Sms, Tokens, Admin];

    /// <summary>Scopes of a user token. The ownership rules apply in addition.</summary>
    public static IReadOnlyList<string> OfUsers { get; } = [Users, Messages, OrdersRead];

    /// <summary>Returns whether the scope <paramref name="held"/> grants <paramref name="needed"/>.</summary>
    public static bool Includes(string held, string needed) => held == needed || (held, needed) == (Orders, OrdersRead);
}
