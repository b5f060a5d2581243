using Concierge.Domain.Common;

namespace Concierge.Api.Problems;

/// <summary>Adds a feature's own members to the problem of one of its errors. Registered by the feature.</summary>
internal interface IProblemExtension
{
    /// <summary>Returns the extended problem, or null where the details belong to another feature.</summary>
    Problem? Extend(Problem problem, IRefusalDetails details);
}
