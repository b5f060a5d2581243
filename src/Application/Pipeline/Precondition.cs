using Concierge.Domain.Common;

namespace Concierge.Application.Pipeline;

/// <summary>Versions that an <c>If-Match</c> header (RFC 9110 §13.1.1) accepts.</summary>
/// <param name="Versions">The accepted versions; null accepts every version.</param>
public sealed record Precondition(IReadOnlyList<int>? Versions)
{
    /// <summary>Accepts every version.</summary>
    public static Precondition None { get; } = new((IReadOnlyList<int>?)null);

    /// <summary>Fails with <see cref="CommonErrors.EtagMismatch"/> if <paramref name="version"/> is not accepted.</summary>
    internal Result Check(int version) => Versions?.Contains(version) != false ? Result.Success : CommonErrors.EtagMismatch;

    /// <summary>
    /// Makes a change to an entity of this version, then checks the version. Authorization errors take precedence over 412. On failure the
    /// caller must not save.
    /// </summary>
    internal Result Guard(int version, Func<Result> change) => change().Then(() => Check(version));
}
