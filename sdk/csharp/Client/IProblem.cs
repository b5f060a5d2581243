namespace Concierge.Client;

/// <summary>What every problem tells (RFC 9457).</summary>
public interface IProblem
{
    /// <summary>Identifies the sort of problem; a reference relative to the service's address.</summary>
    string Type { get; }

    /// <summary>The sort of problem, for people.</summary>
    string Title { get; }

    /// <summary>The HTTP status.</summary>
    int Status { get; }

    /// <summary>This occurrence of it, for people.</summary>
    string Detail { get; }

    /// <summary>The path that was asked for.</summary>
    string Instance { get; }

    /// <summary>Identifies the sort of problem, for programs; never changes.</summary>
    string Code { get; }

    /// <summary>Finds this request in the server's logs and traces.</summary>
    string TraceId { get; }

    /// <summary>What is wrong where; null when no member or parameter is at fault.</summary>
    IReadOnlyList<ProblemError>? Errors { get; }
}
