namespace Concierge.Domain.Users;

/// <summary>Types of the events of users.</summary>
public static class UserEvents
{
    public const string Created = "user.created";

    /// <summary>Name or metadata changed.</summary>
    public const string Updated = "user.updated";

    public const string Deactivated = "user.deactivated";

    public const string Reactivated = "user.reactivated";

    /// <summary>One token or all tokens of the user were revoked.</summary>
    public const string TokensRevoked = "user.tokens_revoked";
}
