namespace Concierge.Bench;

/// <summary>The operations that are measured. load.lua makes their requests, <see cref="Driver"/> those of the first three.</summary>
internal static class Operations
{
    /// <summary>A page far behind the first one of the list of all messages.</summary>
    public const string DeepPage = "deep_page";

    /// <summary>The list of all messages as one stream; a row counts as a request, and the latency is that of a whole stream.</summary>
    public const string Walk = "walk";

    /// <summary>Many clients that want one order time at once.</summary>
    public const string Storm = "storm";

    public const string Send = "send";

    public const string Sms = "sms";

    /// <summary>Lists and point reads, whose cost must not depend on the number of rows.</summary>
    public static readonly string[] Reads =
    [
        "message", "page", "conversations", "conversation", "messages", "own_messages", "user", "users", "contacts",
        "order", "orders", "service_orders", "service", "services", "availability",
    ];

    /// <summary>What the floor does, too.</summary>
    public static readonly string[] OfFloor = ["message", "page", "conversations", Send, "order_create"];

    /// <summary>What two builds are compared by, in two groups: reads leave the data as it is, so they come first.</summary>
    public static readonly string[][] OfBuilds = [[.. Reads, DeepPage, Walk], [Send, "order_create", Sms, Storm]];
}
