using Concierge.Domain.Common;

namespace Concierge.Application.Preconditions;

/// <summary>The precondition of a change (RFC 9110 section 13.1).</summary>
/// <param name="Match">Revisions of which the resource must have one (<c>If-Match</c>); null accepts every revision.</param>
/// <param name="NoneMatch">
/// Revisions of which the resource must have none (<c>If-None-Match</c>); null refuses every revision, so the resource must not exist.
/// </param>
public sealed record Precondition(IReadOnlyList<string>? Match, IReadOnlyList<string>? NoneMatch)
{
    /// <summary>Accepts every revision.</summary>
    public static Precondition None { get; } = new(null, []);

    /// <summary>Fails with <see cref="CommonErrors.EtagMismatch"/> if the revision is not accepted.</summary>
    internal Result Check(Revision revision)
    {
        var text = revision.ToString();
        return Match?.Contains(text) != false && NoneMatch?.Contains(text) == false ? Result.Success : CommonErrors.EtagMismatch;
    }

    /// <summary>
    /// Makes a change to an entity of this revision, then checks the revision. Authorization errors take precedence over 412. On failure
    /// the caller must not save.
    /// </summary>
    internal Result Guard(Revision revision, Func<Result> change) => change().Then(() => Check(revision));
}
