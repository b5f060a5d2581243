using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>The body of every error response (RFC 9457).</summary>
[JsonConverter(typeof(ProblemConverter))]
public interface IProblem
{
    /// <summary>Identifies the problem type; a relative URI reference.</summary>
    string Type { get; }

    /// <summary>Summary of the problem type, for people.</summary>
    string Title { get; }

    /// <summary>HTTP status of the response.</summary>
    int Status { get; }

    /// <summary>Explanation of this occurrence, for people.</summary>
    string Detail { get; }

    /// <summary>Path of the request.</summary>
    string Instance { get; }

    /// <summary>Stable code of the problem, for programs.</summary>
    string Code { get; }

    /// <summary>Trace id of the request, for logs and traces.</summary>
    string TraceId { get; }

    /// <summary>Errors of members and parameters; null if the problem concerns none of them.</summary>
    IReadOnlyList<ProblemError>? Errors { get; }
}
