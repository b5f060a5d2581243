namespace Concierge.Api.Problems;

/// <summary>One error in a request.</summary>
public sealed record ProblemError
{
    /// <summary>JSON Pointer (RFC 6901) to the member of the body, or a slash and the name of the path or query parameter.</summary>
    public required string Pointer { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }
}
