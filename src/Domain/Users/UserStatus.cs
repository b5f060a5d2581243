namespace Concierge.Domain.Users;

public enum UserStatus
{
    Active,

    /// <summary>The user can neither change anything nor receive messages. Existing messages stay readable.</summary>
    Deactivated,
}
