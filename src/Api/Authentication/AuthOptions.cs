namespace Concierge.Api.Authentication;

/// <summary>The section <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>No credentials are asked: who sends none is a service.</summary>
    public const string Development = "Development";

    /// <summary>Every caller proves itself with a service key or a user's token.</summary>
    public const string Keys = "Keys";

    /// <summary><see cref="Keys"/> by default, but <see cref="Development"/> in the environment of that name.</summary>
    public string Mode { get; set; } = "";

    /// <summary>Whether Development mode may listen where other machines reach it.</summary>
    public bool AllowAnonymousNetwork { get; set; }

    public bool AsksForCredentials => Mode != Development;
}
