namespace Concierge.Domain.Access;

/// <summary>Limits of the lifetime of a user token.</summary>
public static class UserTokenLifetime
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static readonly TimeSpan Default = TimeSpan.FromHours(1);

    /// <summary>Returns whether a lifetime is within the limits.</summary>
    public static bool Contains(TimeSpan lifetime) => lifetime >= Shortest && lifetime <= Longest;
}
