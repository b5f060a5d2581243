namespace Concierge.Domain.Access;

/// <summary>What a caller's credentials allow, each by the name under which keys, the OpenAPI document and refusals know it.</summary>
public static class Scopes
{
    public const string Users = "users";

    public const string Messages = "messages";

    /// <summary>Services, orders and availability; holds <see cref="OrdersRead"/>.</summary>
    public const string Orders = "orders";

    /// <summary>Reading services, orders and availability.</summary>
    public const string OrdersRead = "orders:read";

    public const string Sms = "sms";

    /// <summary>Minting and revoking the tokens of users.</summary>
    public const string Tokens = "tokens";

    /// <summary>Service keys: whoever has it can give itself the others.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Users, Messages, Orders, OrdersRead, Sms, Tokens, Admin];

    /// <summary>What a user's own token allows; the rules of ownership then bind.</summary>
    public static IReadOnlyList<string> OfUsers { get; } = [Users, Messages, OrdersRead];

    /// <summary>Whether one scope holds another.</summary>
    public static bool Includes(string held, string needed) => held == needed || (held, needed) == (Orders, OrdersRead);
}
