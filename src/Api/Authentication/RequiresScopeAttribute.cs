using Concierge.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace Concierge.Api.Authentication;

/// <summary>
/// Declares the scope that an operation requires, for authorization and for the OpenAPI document. Only anonymous operations have none.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RequiresScopeAttribute : AuthorizeAttribute
{
    public RequiresScopeAttribute(string scope)
        : base(policy: scope) => Scope = scope;

    /// <summary>Requires credentials, whatever their scopes. The operation then shows what these allow.</summary>
    public RequiresScopeAttribute()
    {
    }

    /// <summary>The scope; null if the operation requires none.</summary>
    public string? Scope { get; }

    /// <summary>Whether user tokens can carry the scope.</summary>
    public bool AcceptsUserTokens => Scope is null || Scopes.Include(Scopes.OfUsers, Scope);
}
