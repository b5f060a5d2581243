using System.Text.Json.Serialization;

namespace Concierge.Api.Problems;

/// <summary>The body of every error response (RFC 9457).</summary>
public record Problem
{
    /// <summary>Identifies the problem type; a relative URI reference.</summary>
    public required string Type { get; init; }

    /// <summary>Summary of the problem type, for people.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status of the response.</summary>
    public required int Status { get; init; }

    /// <summary>Explanation of this occurrence, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>Path of the request.</summary>
    public required string Instance { get; init; }

    /// <summary>Stable code of the problem, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>Trace id of the request, for logs and traces.</summary>
    public required string TraceId { get; init; }

    /// <summary>Index of the operation that failed, from 0; absent if the request is not a batch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Index { get; init; }

    /// <summary>Errors of members and parameters; absent if the problem concerns none of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemError>? Errors { get; init; }
}
