using Concierge.Api.Problems;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;

namespace Concierge.Api.Orders;

/// <summary>Tells the client which orders are too close and which times are free.</summary>
internal sealed class OrderConflictProblemExtension : IProblemExtension
{
    public Problem? Extend(Problem problem, IRefusalDetails details) =>
        details is OrderConflict conflict ? new OrderConflictProblem(problem, conflict) : null;
}
