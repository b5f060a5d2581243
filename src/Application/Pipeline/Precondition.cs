using Concierge.Domain.Common;

namespace Concierge.Application.Pipeline;

/// <summary>The versions that a caller's <c>If-Match</c> (RFC 9110 §13.1.1) allows a change to start from.</summary>
/// <param name="Versions">The versions named; null where any will do.</param>
public sealed record Precondition(IReadOnlyList<int>? Versions)
{
    /// <summary>No condition.</summary>
    public static Precondition None { get; } = new((IReadOnlyList<int>?)null);

    /// <summary>
    /// Makes a change that starts from <paramref name="version"/>. Who may not make it hears that, not that it starts from an old copy;
    /// a change that is refused either way is never saved.
    /// </summary>
    internal Result Guard(int version, Func<Result> change) =>
        change().Then(() => Versions?.Contains(version) != false ? Result.Success : CommonErrors.EtagMismatch);
}
