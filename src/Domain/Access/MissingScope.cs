using Concierge.Domain.Common;

namespace Concierge.Domain.Access;

/// <summary>Names the scope that the caller lacks.</summary>
public sealed record MissingScope(string Scope) : IRefusalDetails
{
    public string Description => $"The credentials are valid but lack the scope {Scope}.";
}
