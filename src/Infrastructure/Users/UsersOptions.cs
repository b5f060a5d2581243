using Concierge.Application.Users;

namespace Concierge.Infrastructure.Users;

/// <summary>Settings of the section <c>Users</c>.</summary>
internal sealed class UsersOptions
{
    public const string Section = "Users";

    /// <summary>Whether a user may rename and deactivate themself. Backends always may.</summary>
    public bool SelfService { get; set; } = true;

    public UserSettings ToSettings() => new(SelfService);
}
