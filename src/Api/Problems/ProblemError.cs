namespace Concierge.Api.Problems;

/// <summary>An error of one member or parameter of the request.</summary>
public sealed record ProblemError
{
    /// <summary>JSON Pointer (RFC 6901) to a member of the body, or / and the name of a path, query or header parameter.</summary>
    public required string Pointer { get; init; }

    /// <summary>Stable code of the error, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>Explanation of the error, for people.</summary>
    public required string Detail { get; init; }
}
