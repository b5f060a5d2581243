using Concierge.Domain.Access;
using Concierge.Infrastructure.Startup;

namespace Concierge.Api.Authentication;

/// <summary>Settings of the section <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>Credentials are optional. A caller without credentials is a backend with all scopes.</summary>
    public const string Development = "Development";

    /// <summary>Every caller needs a service key or a user token.</summary>
    public const string Keys = "Keys";

    /// <summary>The mode. By default <see cref="Development"/> in the environment of that name, <see cref="Keys"/> elsewhere.</summary>
    public string Mode { get; set; } = "";

    /// <summary>Whether Development mode may listen on addresses that other machines can reach.</summary>
    public bool AllowAnonymousNetwork { get; set; }

    /// <summary>Longest lifetime of a user token.</summary>
    public TimeSetting MaxTokenLifetime { get; set; } = UserTokenLifetime.Longest;

    public bool AsksForCredentials => Mode != Development;
}
