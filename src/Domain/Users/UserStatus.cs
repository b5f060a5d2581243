namespace Concierge.Domain.Users;

public enum UserStatus
{
    Active,

    /// <summary>The user can no longer send or receive messages. Existing messages stay readable.</summary>
    Deactivated,
}
