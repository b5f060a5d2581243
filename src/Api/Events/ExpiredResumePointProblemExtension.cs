using Concierge.Api.Problems;
using Concierge.Application.Events;
using Concierge.Domain.Common;

namespace Concierge.Api.Events;

/// <summary>Tells the client from where it can go on.</summary>
internal sealed class ExpiredResumePointProblemExtension : IProblemExtension
{
    public Problem? Extend(Problem problem, IRefusalDetails details) =>
        details is ExpiredResumePoint expired ? new ExpiredResumePointProblem(problem, expired) : null;
}
