namespace Concierge.Api.Idempotency;

/// <summary>Marks the replay of a POST that <see cref="RendersCurrentStateAttribute"/> declares: its command must not run again.</summary>
internal sealed class Replay
{
    /// <summary>Whether the request is such a replay.</summary>
    public static bool IsIn(HttpContext context) => context.Features.Get<Replay>() is not null;
}
