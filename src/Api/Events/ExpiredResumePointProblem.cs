using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Concierge.Api.Problems;
using Concierge.Application.Events;

namespace Concierge.Api.Events;

/// <summary>The problem of a client that cannot go on from an id: why, and from where it can.</summary>
public sealed record ExpiredResumePointProblem : Problem
{
    [SetsRequiredMembers]
    internal ExpiredResumePointProblem(Problem problem, ExpiredResumePoint expired)
        : base(problem) => (Oldest, Latest, Reason) = (expired.Oldest, expired.Latest, expired.Reason);

    /// <summary>Id to read everything that is kept.</summary>
    [JsonPropertyOrder(1)]
    public required string Oldest { get; init; }

    /// <summary>Id to read only what comes.</summary>
    [JsonPropertyOrder(1)]
    public required string Latest { get; init; }

    /// <summary>
    /// <c>retention</c>: the events were too old and are deleted. <c>feed_restored</c>: the database was restored, and its history differs.
    /// </summary>
    [JsonPropertyOrder(1)]
    public required string Reason { get; init; }
}
