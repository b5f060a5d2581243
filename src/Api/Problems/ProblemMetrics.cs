using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;

namespace Concierge.Api.Problems;

/// <summary>
/// Counts the error responses by status and code. Refused credentials, missing permissions, exceeded limits and forged delivery reports
/// each have a code, so an operator can tell an attack from a mistake.
/// </summary>
internal sealed class ProblemMetrics(IMeterFactory meters)
{
    private readonly Counter<long> problems = meters.Create(UseCaseTelemetry.Name).CreateCounter<long>(
        "concierge.problems", "{problem}", "Error responses by status and code.");

    public void Count(Problem problem) => problems.Add(
        1, new("http.response.status_code", problem.Status), new("error.type", problem.Code));
}
