using System.Text.Json.Serialization;

namespace Concierge.Api.Problems;

/// <summary>What every refusal and failure looks like (RFC 9457).</summary>
public record Problem
{
    /// <summary>Identifies the sort of problem; a reference relative to the service's address.</summary>
    public required string Type { get; init; }

    /// <summary>The sort of problem, for people.</summary>
    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>This occurrence of it, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    public required string Instance { get; init; }

    /// <summary>Identifies the sort of problem, for programs; never changes.</summary>
    public required string Code { get; init; }

    /// <summary>Finds this request in logs and traces.</summary>
    public required string TraceId { get; init; }

    /// <summary>What is wrong where; left out when no member or parameter is at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemError>? Errors { get; init; }
}
