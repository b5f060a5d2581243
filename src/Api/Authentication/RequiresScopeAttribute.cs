using Concierge.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace Concierge.Api.Authentication;

/// <summary>
/// Declares the scope that an operation requires, for authorization and for the OpenAPI document. Only anonymous operations have none.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RequiresScopeAttribute(string scope) : AuthorizeAttribute(policy: scope)
{
    public string Scope { get; } = scope;

    /// <summary>Whether user tokens can carry the scope.</summary>
    public bool AcceptsUserTokens => Scopes.Include(Scopes.OfUsers, Scope);
}
