using Concierge.Domain.Common;

namespace Concierge.Infrastructure.Persistence;

/// <summary>The error that the domain defines for the violation of a database constraint. Each feature registers its own.</summary>
/// <param name="Constraint">Name of the constraint, as PostgreSQL reports it.</param>
/// <param name="Error">The error that the client receives.</param>
internal sealed record ConstraintError(string Constraint, Error Error);
