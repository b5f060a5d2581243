using Microsoft.AspNetCore.Authorization;

namespace Concierge.Api.Authentication;

/// <summary>Declares the scope that an operation takes, for the authorization and for the OpenAPI document. Each has one, unless it is for everybody.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RequiresScopeAttribute(string scope) : AuthorizeAttribute(policy: scope)
{
    public string Scope { get; } = scope;
}
