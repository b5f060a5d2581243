namespace Concierge.Api.Problems;

/// <summary>An error of the HTTP layer itself. Errors of the domain are <see cref="Domain.Common.Error"/> values.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, snake_case; clients branch on it.</param>
/// <param name="Message">One sentence for people; may change.</param>
internal sealed record HttpError(int Status, string Code, string Message)
{
    /// <summary>Seconds until a retry makes sense (<c>Retry-After</c>, RFC 9110 section 10.2.3); null where none is announced.</summary>
    public int? RetryAfter { get; init; }
}
