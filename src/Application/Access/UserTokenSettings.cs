using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>Settings of user tokens.</summary>
/// <param name="MaxLifetime">Longest lifetime that a request may ask for.</param>
public sealed record UserTokenSettings(TimeSpan MaxLifetime)
{
    /// <summary>Lifetime where the request states none.</summary>
    public TimeSpan DefaultLifetime => MaxLifetime < UserTokenLifetime.Default ? MaxLifetime : UserTokenLifetime.Default;
}
