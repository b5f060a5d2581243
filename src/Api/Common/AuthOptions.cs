namespace Concierge.Api.Common;

/// <summary>The section <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>Development: no credentials are asked, every caller is a service.</summary>
    public const string Development = "Development";

    public string Mode { get; set; } = Development;

    /// <summary>Whether Development mode may listen where other machines reach it.</summary>
    public bool AllowAnonymousNetwork { get; set; }
}
